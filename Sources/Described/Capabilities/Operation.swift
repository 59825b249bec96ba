import Effects
import Passes
import Tensors

/// One thing that a kernel does, with numbers for all places: what a machine must have an
/// instruction, or several, for.
struct Operation: Hashable, Sendable {

  var kind: Kind
  var origin: Provenance

  enum Kind: Hashable, Sendable {

    /// Numbers from the host to rows of a memory, as they are or widened, and added to what is
    /// there.
    case load(Rows, HostRows, adds: Bool)

    /// Blocks of weights that lie one behind the other, from the byte at `address` on. Rows count
    /// places of the memory of weights, `Abilities.blockPlaces` for a block.
    case loadWeights(Rows, address: Int)

    /// All numbers of rows of sums become one.
    case fill(Rows, Int)

    /// Each of these rows of sums becomes the one row of sums at `address` on the host.
    case spread(Rows, address: Int)

    /// Sums of the products of rows of data with one block of weights; `begins` where they replace
    /// what is in the sums instead of being added to it.
    case multiply(sums: Rows, data: Rows, weights: Rows, begins: Bool)

    /// A function of each number and a constant.
    case apply(ValueBinary, Rows, constant: Number)

    /// A function of each number of the first rows, which get the result, and of the second.
    case combine(ValueBinary, Rows, Rows)

    /// A function of each number of the rows and of that of its lane in a row of sums.
    case applyRow(ValueBinary, Rows, row: Int)

    /// Numbers from rows of sums to the host: first what `steps` make of them. The sums may be
    /// changed by that.
    case store(Rows, HostRows, steps: [Step])

    /// The machine stands still.
    case stop
  }

  /// What is done to sums before they are stored. What a function of whole numbers gives is what
  /// the type of the sums holds of it; `narrow` clips where its type saturates.
  enum Step: Hashable, Sendable {
    case apply(ValueBinary, constant: Number)

    /// The low bits, or the nearest number that there is.
    case narrow(NumberType)
  }

  /// A constant that is whole or not.
  enum Number: Hashable, Sendable {
    case integer(Int)
    case real(Double)
  }

  init(_ kind: Kind, origin: Provenance) {
    self.kind = kind
    self.origin = origin
  }

  /// Whether there are no rows to do anything with.
  var isEmpty: Bool {
    switch kind {
    case .load(let rows, _, adds: _), .loadWeights(let rows, address: _), .fill(let rows, _),
      .spread(let rows, address: _), .apply(_, let rows, constant: _), .combine(_, let rows, _),
      .applyRow(_, let rows, row: _), .store(let rows, _, steps: _),
      .multiply(sums: let rows, data: _, weights: _, begins: _):
      rows.count <= 0
    case .stop: false
    }
  }

}

/// Places along the first axis of a memory that follow each other.
struct Rows: Hashable, Sendable {

  var part: StateID
  var first: Int
  var count: Int

  var places: Range<Int> { first ..< first + count }

  init(_ part: StateID, _ first: Int, count: Int = 1) {
    self.part = part
    self.first = first
    self.count = count
  }

}

/// Rows of numbers on the host.
struct HostRows: Hashable, Sendable {

  /// Of the first number.
  /// - Units: bytes.
  var address: Int

  /// - Units: bytes from one row to the next.
  var stride: Int

  /// How many numbers of a row there are, at most those of a row of the memory; what the others of
  /// the memory hold is not said.
  var lanes: Int

  var element: ElementType

  init(address: Int, stride: Int, lanes: Int, element: ElementType) {
    self.address = address
    self.stride = stride
    self.lanes = lanes
    self.element = element
  }

}
