import Effects
import Passes
import Support
import TargetKit
import Tensors

/// What the lowering knows of a machine when it cuts kernels into tiles and writes operations.
struct OperationMachine: Sendable {

  /// The name of the target, and what it shares with the host.
  let name: String
  let host: HostInterface

  /// The parts that products take data and weights from and put sums into.
  let data: Part
  let weights: Part
  let sums: Part

  /// How many numbers of a row of data are summed, and how many sums a row has.
  let depth: Int
  let lanes: Int

  /// How many places of the memory of weights a block takes, and whether the numbers of one output
  /// follow each other in it; otherwise those of one input do.
  let blockPlaces: Int
  let hasOutputsFirst: Bool

  /// How values lie on the host.
  let layout: BlockedLayout

  /// The names of all parts of the state, by their place.
  let partNames: [String]

  /// Why no instruction, nor several of them, do an operation; nil where some do.
  let refusal: @Sendable (Operation.Kind) -> Refusal?

  /// Places of a memory that kernels may use: which part of the state it is, the first of them and how
  /// many there are.
  struct Part: Sendable, Hashable {
    var id: StateID
    var name: String
    var first: Int
    var count: Int
    var element: ElementType

    /// Whether it holds the nearest of numbers that are too great, and not their low bits.
    var saturates: Bool

    init(
      _ id: StateID, name: String, first: Int = 0, count: Int, element: ElementType,
      saturates: Bool = false
    ) {
      self.id = id
      self.name = name
      self.first = first
      self.count = count
      self.element = element
      self.saturates = saturates
    }
  }

  func can(_ kind: Operation.Kind) -> Bool { refusal(kind) == nil }

  /// The rows of data that hold the channels of rows of sums.
  func dataRows(of sums: Range<Int>) -> Range<Int> {
    sums.lowerBound * lanes / depth ..< ceilDivision(sums.upperBound * lanes, depth)
  }

  /// How many rows of data hold the channels of so many rows of sums, wherever these begin.
  func mostDataRows(of sums: Int) -> Int {
    ceilDivision(sums * lanes, depth) + (lanes.isMultiple(of: depth) ? 0 : 1)
  }

  /// How many channels the first of a row of sums lies behind the first of a row of data.
  func distance(of sums: Int, from data: Int) -> Int { sums * lanes - data * depth }

  /// All such distances where rows share channels: one where rows have one length.
  var distances: [Int] {
    var found: Set<Int> = []
    for row in 0 ..< max(1, layout.block / lanes) {
      for data in dataRows(of: row ..< row + 1) { found.insert(distance(of: row, from: data)) }
    }
    return found.sorted()
  }

  /// - Units: bytes of a row of sums, and of a block of weights, on the host.
  var sumRowBytes: Int { lanes * sums.element.byteSize }
  var blockBytes: Int { depth * lanes * weights.element.byteSize }

}
