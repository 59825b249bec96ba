import CKernels
import Tensors

/// A number of the frame of a run: a variable, a constant, or what a scalar or an extent comes to.
typealias Slot = Int

/// An effect worked out for running: each number has its slot, each window its distances, each value
/// its types. It never changes.
final class EffectPlan: Sendable {

  /// The numbers of the frame as they are before anything is computed: constants, and 0 elsewhere.
  let frame: [Int]

  let fieldCount: Int

  /// How many nodes all values have.
  let nodes: [NodePlan]

  let operations: [ScalarOperation]
  let places: [PlacePlan]
  let parts: [PartPlan]
  let windows: [WindowPlan]
  let axes: [AxisPlan]
  let hosts: [HostPlan]
  let paddings: [PaddingPlan]

  /// Outermost first.
  let loops: [LoopPlan]
  let bindings: Range<Int>
  let cases: [CasePlan]
  let actions: [ActionPlan]
  let queues: [String]

  /// For each barrier its units.
  let barriers: [[String]]

  /// The distances of neighbours along the axes of each part, and its extents.
  let strides: [[Int]]
  let shapes: [[Int]]

  /// The operations that compute the bounds of loops.
  let bounds: Range<Int>

  /// What the kernels may use on this machine.
  let vectorLevel = ck_level()

  init(_ builder: PlanBuilder) {
    var frame = [Int](repeating: 0, count: builder.slotCount)
    for (slot, number) in builder.constants { frame[slot] = number }
    self.frame = frame
    fieldCount = builder.fieldCount
    nodes = builder.nodes
    operations = builder.operations
    places = builder.places
    parts = builder.parts
    windows = builder.windows
    axes = builder.axes
    hosts = builder.hosts
    paddings = builder.paddings
    loops = builder.loops
    bounds = builder.bounds
    bindings = builder.bindings
    cases = builder.cases
    actions = builder.actions
    queues = builder.queues
    barriers = builder.barriers
    strides = builder.layout.places.map(\.strides)
    shapes = builder.layout.places.map(\.shape)
  }

}

/// One operation on numbers of the frame.
struct ScalarOperation: Sendable {

  enum Code: Sendable {
    case unary(ScalarUnary)
    case binary(ScalarBinary)

    /// `b` bits of `a` from bit `c` on.
    case bits(isSigned: Bool)

    /// `a` itself.
    case copy

    /// Goes on at operation `b`: always, or where `a` is 0.
    case jump
    case jumpIfZero

    /// Checks that `a` is a place of `places[b]`, and adds what is before it to `target`, or makes it
    /// that if it is the first.
    case place

    /// The number of part `b` at `a` from its first one.
    case load
  }

  let code: Code
  let target: Slot
  let a: Slot
  var b: Int
  var c: Int
}

/// An axis of a part of which one place is read.
struct PlacePlan: Sendable {
  let state: Int
  let axis: Int
  let extent: Int
  let stride: Int
  let isFirst: Bool
}

/// Where a part lies.
struct PartPlan: Sendable {
  let type: NumberType
  let offset: Int
  let depth: Int
}

struct LoopPlan: Sendable {
  let variable: Slot
  let lower: Slot
  let upper: Slot

  /// How many times, and how many are done.
  let count: Slot
  let index: Slot

  /// The part whose cells it goes over.
  let state: Int?
}

struct CasePlan: Sendable {
  let condition: Slot?
  let operations: Range<Int>
  let actions: Range<Int>
}

struct ActionPlan: Sendable {

  enum Work: Sendable {
    /// Writes the numbers of node `value` where node `target` is.
    case assign(value: Int, target: Int, adds: Bool)
    case stop
    case queue(QueueVerb, Int, Slot)

    /// The place of the units that it waits for.
    case barrier(Int)
  }

  let work: Work
  let nodes: Range<Int>
  let operations: Range<Int>

  /// Whether what it overwrites is kept, because what comes behind it may fail.
  let keeps: Bool

  /// Where it is a product of matrices in the state that goes to the state.
  let sums: SumsPlan?
}

/// An assignment of a product of bytes to sums that no factor shares bytes with.
struct SumsPlan: Sendable {
  let left: Int
  let right: Int
  let target: Int
  let adds: Bool

  /// The nodes that find the factors.
  let factors: Range<Int>
}

/// A value that is computed: numbers of one type with distances along each axis.
struct NodePlan: Sendable {

  enum Work: Sendable {
    case scalar(Slot)
    case real(Double)

    /// Numbers of the state where they are.
    case window(Int)

    /// Numbers of the host: copied, or only told where they go.
    case host(Int, isTarget: Bool)
    case gather(state: Int, Int)
    case transpose(Int)
    case contract(Int, Int)
    case unary(ValueUnary, Int)
    case binary(ValueBinary, Int, Int)
    case choice(Int, Int, Int)

    /// The same numbers as this node's type holds them.
    case convert(Int, saturates: Bool)

    /// The same numbers one behind the other.
    case copy(Int)
    case pad(Int, padding: Range<Int>, by: Int)
    case reduce(ValueReduction, Int, axis: Int)

    /// The second with the shape of the first, as an assignment takes it.
    case fit(Int, Int)
  }

  let work: Work

  /// How the numbers lie.
  let type: ElementType
  let rank: Int

  /// The first slot of its extents; the distances of its numbers follow, then as many more for each
  /// of three operands.
  let extents: Slot

  /// What has to be computed before.
  let operations: Range<Int>

  var strides: Slot { extents + rank }
  func operand(_ number: Int) -> Slot { extents + (2 + number) * rank }

  /// Where one counts along the axes.
  var counters: Slot { extents + 5 * rank }

  /// How many slots a node takes.
  static func slots(_ rank: Int) -> Int { 6 * rank }
}

/// A window of a part of the state.
struct WindowPlan: Sendable {
  let state: Int
  let axes: Range<Int>

  /// Whether it is only written.
  let isRead: Bool
  let isWritten: Bool
}

/// An axis of a window.
struct AxisPlan: Sendable {
  let lower: Slot

  /// Nil for a single place.
  let count: Slot?
  let extent: Int
  let stride: Int

  /// Where the count goes among the extents of the node.
  let target: Slot
}

/// A window of the host's memory.
struct HostPlan: Sendable {
  let address: Slot

  /// The first of as many distances as the node has extents.
  /// - Units: bytes.
  let strides: Slot
  let isRead: Bool
  let isWritten: Bool
}

/// Numbers around those of one axis.
struct PaddingPlan: Sendable {
  let before: Slot
  let behind: Slot
}
