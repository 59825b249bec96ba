import ISA
import Passes
import TargetKit

/// Reads what an accelerator of the decoupled family says of itself besides what all of them say,
/// and reports every mistake in it.
struct DecoupledReader {

  /// The keys of a description that are the family's.
  static let keys = [
    "memories", "units", "tokens", "instructions", "micro-op", "options", "timing",
  ]

  var sheet: Sheet
  var memories: [MemoryDescription] = []
  var units: [UnitDescription] = []
  var tokens: [TokenDescription] = []

  init(_ sheet: Sheet) { self.sheet = sheet }

  /// The description of which all that is `common` to accelerators is known.
  mutating func description(
    _ common: TargetDescription, _ entries: Entries
  ) -> DecoupledDescription {
    units = readUnits(entries)
    memories = readMemories(entries)
    tokens = readTokens(entries)
    let options = entries["options"].map { machineOptions($0) } ?? MachineOptions()
    let timings = timings(sheet.list("timing", in: entries))
    let set = instructions(entries)
    var common = common
    common.interface.handover.inputBlock = block(of: .input)
    common.interface.handover.outputBlock = block(of: .output)
    let description = DecoupledDescription(
      common: common, memories: memories, units: units, tokens: tokens, instructionSet: set.set,
      instructions: set.meanings, microOp: set.microOp, options: options, timings: timings)
    check(description, entries)
    return description
  }

  /// The channels that lie innermost in what a memory of the role takes from DRAM or puts there.
  private func block(of role: MemoryRole) -> Int {
    memories.first { $0.role == role }?.shape.last ?? 1
  }

}
