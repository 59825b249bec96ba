public import ISA
import Support
public import TargetKit

extension DecoupledTarget {

  /// - Cost: O(instructions); fewer uses where the work is to end.
  public func hostUses(of code: MachineCode) -> [HostUse] {
    let decoder = InstructionDecoder(accelerator)
    var uses: [HostUse] = []
    var poll = Poll()
    for word in code.narrowWords ?? [] {
      if poll.isRequested(after: 32) { break }
      if let transfer = decoder.decode(word).operation.transfer { add(transfer, to: &uses) }
    }
    return uses
  }

  private func add(_ transfer: Transfer, to uses: inout [HostUse]) {
    guard let index = transfer.memory, transfer.rows > 0, transfer.columns > 0 else { return }
    let memory = accelerator.memories[index]
    // Numbers of fields, of at most 32 bits each: no product is too large.
    let count = (transfer.rows - 1) * max(0, transfer.stride) + transfer.columns
    let size = memory.dramElementBytes
    let first = transfer.dram * size
    uses.append(
      HostUse(
        memory: memory.name, isWrite: transfer.isStore, addresses: first ..< first + count * size))
  }

}
