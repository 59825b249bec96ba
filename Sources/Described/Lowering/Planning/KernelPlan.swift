import Diagnostics
import Effects
import Passes
import Tensors

/// How a machine does a kernel: which of the ways that there are it takes for each step, and how many
/// buffers of sums that needs.
struct KernelPlan: Sendable {

  /// A buffer of sums that has the form of a tile of the result.
  typealias Buffer = Int

  /// What is done for each tile, one after the other.
  var actions: [Action] = []

  /// How many buffers there are.
  var buffers = 0

  /// The buffer that is stored, and what is done to its numbers on the way.
  var result: Buffer = 0
  var tail: [Operation.Step] = []

  /// What the store was made from.
  var tailOrigin: Provenance

  struct Action: Sendable {
    var kind: Kind
    var origin: Provenance
  }

  enum Kind: Sendable {

    /// All numbers of a buffer begin as one number, or as those of a row for each block of channels.
    case begin(Buffer, Beginning)

    /// Products are added to a buffer, or begin it.
    case contract(Contraction, into: Buffer, begins: Bool)

    /// Data is brought into a buffer as it is, or added to it.
    case load(ValueID, Buffer, adds: Bool)

    /// Constants with a number for each element are brought into a buffer.
    case loadElements(Tensor, Buffer)

    /// The greatest numbers of a window of the data, which are brought among the sums first.
    case poolLoaded(ValueBinary, ValueID, TapWindow, Buffer)

    /// The same by way of products with ones, through another buffer.
    case poolMultiplied(ValueBinary, Contraction, through: Buffer, Buffer)

    case apply(ValueBinary, Buffer, Operation.Number)
    case applyRow(ValueBinary, Buffer, RowSource)
    case combine(ValueBinary, Buffer, Buffer)
  }

  enum Beginning: Sendable {
    case number(Operation.Number)
    case row(RowSource)
  }

  /// Where a row of sums for each block of channels comes from.
  enum RowSource: Hashable, Sendable {
    case constant([Operation.Number])
    case value(ValueID)
  }

  /// Products of data and weights.
  struct Contraction: Sendable {
    var data: ValueID
    var window: TapWindow
    var weights: Weights
  }

  enum Weights: Sendable {

    /// All blocks of inputs go to all blocks of outputs.
    case dense(Tensor)

    /// Each block of data times one number goes to the same block of outputs.
    case diagonal(Int)
  }

}

extension KernelPlan.Kind {

  /// The products that it has.
  var contraction: KernelPlan.Contraction? {
    switch self {
    case .contract(let contraction, _, _), .poolMultiplied(_, let contraction, _, _): contraction
    default: nil
    }
  }

  /// The rows of sums that it reads for each block of channels.
  var row: KernelPlan.RowSource? {
    switch self {
    case .applyRow(_, _, let source): source
    default: nil
    }
  }

}

extension KernelPlan {

  /// The rows of sums that it reads for each block of channels, each once.
  var rows: [(source: RowSource, origin: Provenance)] {
    var seen: Set<RowSource> = []
    return actions.compactMap { action in
      action.kind.row.flatMap { seen.insert($0).inserted ? ($0, action.origin) : nil }
    }
  }

  /// The window of data that is brought among the sums, if there is one.
  var pool: (value: ValueID, window: TapWindow)? {
    for action in actions {
      if case .poolLoaded(_, let value, let window, _) = action.kind { return (value, window) }
    }
    return nil
  }

}
