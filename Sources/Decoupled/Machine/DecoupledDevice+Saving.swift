import Simulation
public import Support
public import TargetKit

extension DecoupledDevice {

  /// `dram.bin` in the layout of the loaded image, a file for each memory, and `state.json`.
  public func savedState() -> [SavedFile] {
    var dram: [UInt8] = []
    for segment in workload.image.segments where !segment.bytes.isEmpty {
      guard let start = unsafe machine.dram(at: segment.address) else { continue }
      unsafe dram.append(
        contentsOf: UnsafeRawBufferPointer(start: start, count: segment.bytes.count))
    }
    var files = [SavedFile("dram.bin", dram)]
    for slot in machine.plan.layout.slots {
      let bytes = unsafe UnsafeRawBufferPointer(
        start: machine.cells.base + slot.offset, count: slot.bytes.count)
      files.append(SavedFile("\(slot.name).bin", unsafe [UInt8](bytes)))
    }
    files.append(SavedFile("state.json", Array("\(stateSummary)\n".utf8)))
    return files
  }

  /// The state without the contents of memories.
  public var stateSummary: JSON {
    .object([
      JSON.Member("position", .integer(mark.instruction)),
      JSON.Member("step", .integer(mark.step)),
      JSON.Member("stream", .integer(machine.state.stream + 1)),
      JSON.Member("next", JSON(nextInstruction)),
      JSON.Member("cycle", JSON(cycle)),
      JSON.Member(
        "tokens", .object(tokenQueues.map { JSON.Member($0.name, .integer($0.level)) })),
      JSON.Member(
        "counters", .object(counters.map { JSON.Member($0.name, .integer($0.value)) })),
      JSON.Member("hash", .text(stateHash.description)),
      JSON.Member("stop", stop.json),
    ])
  }

}
