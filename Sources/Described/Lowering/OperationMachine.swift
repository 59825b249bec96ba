import Effects
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
  let reason: @Sendable (Operation.Kind) -> String?

  /// A memory: which part of the state it is, and how many places it has.
  struct Part: Sendable, Hashable {
    var id: StateID
    var name: String
    var count: Int
    var element: ElementType

    init(_ id: StateID, name: String, count: Int, element: ElementType) {
      self.id = id
      self.name = name
      self.count = count
      self.element = element
    }
  }

  func can(_ kind: Operation.Kind) -> Bool { reason(kind) == nil }

  /// - Units: bytes of a row of sums, and of a block of weights, on the host.
  var sumRowBytes: Int { lanes * sums.element.byteSize }
  var blockBytes: Int { depth * lanes * weights.element.byteSize }

}
