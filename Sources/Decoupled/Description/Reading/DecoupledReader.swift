import Described
import Diagnostics
import Effects
import Passes
import TargetKit

/// Reads what an accelerator of the decoupled family says of itself besides what all of them say,
/// and reports every mistake in it.
struct DecoupledReader {

  /// The family's name.
  static let family = "decoupled"

  /// The keys of a description that are the family's.
  static let keys = [
    "memories", "units", "tokens", "instructions", "micro-op", "options", "timing",
    "driver",
  ]

  var sheet: Sheet
  var memories: [MemoryDescription] = []
  var units: [UnitDescription] = []
  var tokens: [TokenDescription] = []

  /// The key under which the description has its memories.
  let memoriesKey: String

  init(_ sheet: Sheet, memories key: String = "memories") {
    self.sheet = sheet
    memoriesKey = key
  }

  /// The description of which all that is `common` to accelerators is known.
  mutating func description(
    _ common: TargetDescription, _ entries: Entries
  ) -> DecoupledDescription {
    for key in MachineDescription.keys where !Self.keys.contains(key) {
      guard let node = entries[key] else { continue }
      sheet.error(
        "`\(key)` is of a description whose instructions say what they do", at: node,
        hint: "such a description has a `state` instead of `memories`")
    }
    units = readUnits(entries)
    memories = readMemories(entries)
    tokens = readTokens(entries)
    let options = entries["options"].map { machineOptions($0) } ?? MachineOptions()
    let timings = timings(sheet.list("timing", in: entries))
    let set = instructions(entries)
    var description = DecoupledDescription(
      common: common, memories: memories, units: units, tokens: tokens, instructionSet: set.set,
      instructions: set.meanings, microOp: set.microOp, options: options, timings: timings,
      driver: driver(entries))
    description.finishInterface()
    check(description, entries)
    return description
  }

  /// A path from the folder that the description lies in.
  private mutating func driver(_ entries: Entries) -> String? {
    guard let node = entries["driver"], let text = sheet.text(node, of: "a path for `driver`")
    else { return nil }
    guard !text.isEmpty else {
      sheet.error("the path of the driver is empty", at: node, hint: "write `driver: ./device.so`")
      return nil
    }
    guard !text.hasPrefix("/"), !text.hasPrefix("~"),
      let slash = sheet.source.name.lastIndex(of: "/")
    else { return text }
    return sheet.source.name[...slash] + text
  }

}

extension DecoupledDescription {

  /// Says to graph passes what follows from memories and clocks.
  mutating func finishInterface() {
    common.interface.handover.inputBlock = block(of: .input)
    common.interface.handover.outputBlock = block(of: .output)
    common.interface.handover.rows = memory(for: .input)?.shape.first ?? 1
    common.interface.handover.elementBytes = memories.map(\.dramElementBytes)
    common.interface.rates = rates(timings.first)
  }

  /// The channels that lie innermost in what a memory of the role takes from DRAM or puts there.
  private func block(of role: MemoryRole) -> Int { memory(for: role)?.shape.last ?? 1 }

}
