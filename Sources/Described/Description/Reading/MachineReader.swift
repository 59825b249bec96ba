import Diagnostics
import Effects
import ISA
import Passes
import Support
import TargetKit
import Tensors

/// Reads what an accelerator says of itself whose instructions are described by what they do,
/// besides what all of them say, and reports every mistake in it.
struct MachineReader {

  /// The keys of a description that are the family's.
  static let keys = [
    "numbers", "layout", "state", "units", "order", "words", "instructions", "timing", "driver",
  ]

  var sheet: Sheet
  var state: [StatePart] = []
  var units: [UnitDescription] = []
  var words = Words()
  var microOp = Format("uop", fields: [])
  var microOpWidth = 8
  var instructions: [Instruction] = []

  /// The names of instructions and of buffers with mistakes.
  var unreadable: [String] = []
  var unreadableQueues: [String] = []

  init(_ sheet: Sheet) { self.sheet = sheet }

  /// The description of which all that is `common` to accelerators is known.
  mutating func description(
    _ common: TargetDescription, _ entries: Entries
  ) -> MachineDescription {
    var common = common
    numbers(entries, into: &common.interface.types)
    let layouts = layouts(entries)
    state = readState(entries)
    units = readUnits(entries)
    words = readWords(entries)
    instructions = readInstructions(entries)
    let order = order(entries)
    common.interface.handover.inputBlock = layouts.data?.block(of: "c") ?? 1
    common.interface.handover.outputBlock = common.interface.handover.inputBlock
    common.interface.handover.elementBytes = hostSteps()
    var machine = MachineDescription(
      common: common, form: form, instructionSet: instructionSet, units: units,
      placements: instructions.map(\.units), order: order, timings: timings(entries),
      layouts: layouts, driver: driver(entries))
    if entries["types"] == nil { machine.deriveTypes() }
    check(machine, entries)
    return machine
  }

  var form: MachineForm {
    MachineForm(
      state: state,
      instructions: instructions.map {
        MachineForm.Instruction($0.format.name, $0.effect, at: places(of: $0))
      })
  }

  private func places(of instruction: Instruction) -> InstructionPlaces {
    let entries = instruction.entries
    let cases = entries["cases"]?.elements?.compactMap { node in
      node.members?.first { $0.key.word == "does" }?.value
    }
    return InstructionPlaces(
      name: sheet.position(instruction.node), fields: entries["fields"].map(sheet.position),
      cases: (cases ?? [entries["does"]].compactMap(\.self)).map(sheet.position))
  }

  var instructionSet: InstructionSet {
    InstructionSet(
      width: words.width, opcode: words.opcode, formats: instructions.map(\.format),
      microOp: microOp, microOpWidth: microOpWidth)
  }

  /// A path from the folder that the description lies in.
  private mutating func driver(_ entries: Entries) -> String? {
    guard let node = entries["driver"], let text = sheet.text(node, of: "a path for `driver`")
    else { return nil }
    guard !text.hasPrefix("/"), !text.hasPrefix("~"),
      let slash = sheet.source.name.lastIndex(of: "/")
    else { return text }
    return sheet.source.name[...slash] + text
  }

}
