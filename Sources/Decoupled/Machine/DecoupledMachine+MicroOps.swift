import CKernels
import TargetKit

extension DecoupledMachine {

  /// The micro-ops of a nest, as far as the memory of micro-ops reaches.
  func decodedUops(of nest: Nest) -> [dk_uop] {
    let slot = plan.slot(of: plan.microOps)
    let begin = min(nest.begin, slot.depth)
    let count = max(0, min(nest.end, slot.depth) - begin)
    let start = unsafe cells.base + slot.offset + begin * slot.elementBytes
    var encoding = plan.encoding
    return unsafe [dk_uop](unsafeUninitializedCapacity: count) { buffer, filled in
      if let out = buffer.baseAddress {
        unsafe dk_decode(start.assumingMemoryBound(to: UInt8.self), count, &encoding, out)
      }
      filled = count
    }
  }

}

/// The sizes of a product, and where its factors are.
struct ProductSizes: Sendable {
  let rows, columns, depth, lanes: UInt32
  let input, weight: MachineLayout.Slot

  init(_ description: DecoupledDescription, _ roles: MemoryRoles, _ memories: [PlannedMemory]) {
    let input = description.memories[roles.input].shape
    let weight = description.memories[roles.weight].shape
    rows = UInt32(input.first ?? 1)
    depth = UInt32(input.count > 1 ? input[1] : 1)
    columns = UInt32(weight.first ?? 1)
    lanes = UInt32(memories[roles.sums].lanes)
    self.input = memories[roles.input].slot
    self.weight = memories[roles.weight].slot
  }
}
