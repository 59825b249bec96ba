import GraphIR
import Passes
import Support

/// What the host has copied on the way to regions and back, for one sample.
struct BorderCopies: Sendable, Hashable {

  /// A tensor that crosses in a call of `main`.
  struct Crossing: Sendable, Hashable {
    var call: ID<Node>
    var direction: MemoryEdge.Direction
    var position: Int
  }

  /// - Units: bytes of each tensor that has crossed; 0 for one that was not copied.
  private(set) var bytes: [Crossing: Int] = [:]

  /// Says that a tensor has crossed, and what was copied for it.
  mutating func count(_ copied: Int, _ crossing: Crossing) { bytes[crossing, default: 0] += copied }

  /// What was copied for the tensor of `edge`; nil if it has not crossed.
  subscript(edge: MemoryEdge) -> Int? {
    bytes[Crossing(call: edge.call, direction: edge.direction, position: edge.position)]
  }

  /// Where they are not what `plan` says, in sentences.
  func differences(from plan: MemoryPlan) -> [String] {
    plan.edges.compactMap { edge in
      guard let copied = self[edge] else { return nil }
      let planned = edge.isZeroCopy ? 0 : edge.byteCount ?? 0
      guard copied != planned else { return nil }
      return "\(edge.route): \(copied) bytes were copied, and \(planned) planned"
    }
  }

  /// - Units: bytes of all tensors.
  var total: Int { bytes.values.reduce(0, +) }

}
