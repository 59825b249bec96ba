import Described
import Effects
import ISA
import Simulation
import TargetKit
import Tensors

/// How the instructions of a recognised machine are laid out: flags stand before the other fields, as
/// in all descriptions of the family.
struct RecognisedLayout {

  /// How many fields at the end of each format are those of all.
  private let flagCount: Int

  /// - Errors: a layout that machines of the family can not have.
  init(_ machine: MachineDescription) throws(ShapeMismatch) {
    let set = machine.instructionSet
    guard set.width <= 128, set.hasOneWidth else {
      throw ShapeMismatch(nil, "its words have more than 128 bits, or not all as many")
    }
    for (index, format) in set.formats.enumerated() where !format.selectors.isEmpty {
      throw ShapeMismatch(index, "its opcode is not all that says which instruction it is")
    }
    let fields = set.formats.map { Array($0.fields.reversed()) }
    let shortest = fields.map(\.count).min() ?? 0
    flagCount =
      (0 ..< shortest).first { place in !fields.allSatisfy { $0[place] == fields[0][place] } }
      ?? shortest
  }

  /// Where the field of a variable stands in the format of the family.
  func place(of field: VariableID, in format: Format) -> Int {
    let own = format.fields.count - flagCount
    return field.index < own ? field.index + flagCount : field.index - own
  }

  /// The instructions as listings of the family spell them.
  func set(_ own: InstructionSet, _ machine: MachineDescription) -> InstructionSet {
    var set = own
    for index in set.formats.indices {
      let fields = set.formats[index].fields
      set.formats[index].fields = Array(fields.suffix(flagCount) + fields.dropLast(flagCount))
    }
    let cells = machine.form.state.first { !$0.fields.isEmpty }
    if set.microOp.fields.isEmpty, let cells {
      set.microOp.fields = cells.fields
      set.microOpWidth = cells.type.element.bitWidth
    }
    return set
  }

  /// What each instruction means, in the order of the formats.
  func instructions(
    _ machine: MachineDescription, _ shape: DecoupledShape, _ memories: RecognisedMemories
  ) throws(ShapeMismatch) -> [InstructionDescription] {
    var found: [InstructionDescription] = []
    for (index, instruction) in shape.instructions.enumerated() {
      let format = machine.instructionSet.formats[index]
      var fields = instruction.fields
      if !instruction.unpadded.isEmpty {
        fields.merge(try pads(instruction, index, machine, shape)) { $1 }
      }
      try check(fields, index, format)
      found.append(
        InstructionDescription(
          name: format.name, meaning: instruction.meaning,
          fields: fields.mapValues { place(of: $0, in: format) },
          unit: machine.units[try memories.unit(of: index)].name,
          operations: instruction.operations))
    }
    return found
  }

  /// The pads of a store, which have to be 0: the fields that are called as those of a load.
  private func pads(
    _ store: DecoupledShape.Instruction, _ index: Int, _ machine: MachineDescription,
    _ shape: DecoupledShape
  ) throws(ShapeMismatch) -> [Parameter: VariableID] {
    let formats = machine.instructionSet.formats
    var found: [Parameter: VariableID] = [:]
    for place in shape.places(of: .load) {
      let load = shape.instructions[place]
      for parameter in [Parameter.padTop, .padBottom, .padLeft, .padRight] {
        guard let field = load.fields[parameter] else { continue }
        let name = formats[place].fields[field.index].name
        let own = store.unpadded.first { formats[index].fields[$0.index].name == name }
        if let own { found[parameter] = own }
      }
    }
    guard found.count == store.unpadded.count else {
      throw ShapeMismatch(index, "fields have to be 0 that are no pads of a load")
    }
    return found
  }

  /// - Errors: a field is wider than what the machine counts with, or has a sign.
  private func check(
    _ fields: [Parameter: VariableID], _ index: Int, _ format: Format
  ) throws(ShapeMismatch) {
    for (parameter, id) in fields.sorted(by: { $0.value.index < $1.value.index }) {
      let field = format.fields[id.index]
      guard field.width <= parameter.widthLimit else {
        throw ShapeMismatch(
          index,
          "`\(field.name)` has \(field.width) bits, and a `\(parameter.rawValue)` has at most \(parameter.widthLimit)"
        )
      }
      guard !field.isSigned || parameter == .immediate else {
        throw ShapeMismatch(index, "`\(field.name)` has a sign")
      }
    }
  }

  /// The fields of a micro-op.
  /// - Errors: its bits have no names.
  func microOp(
    _ machine: MachineDescription, _ shape: DecoupledShape
  ) throws(ShapeMismatch) -> MicroOpDescription {
    let fields = machine.form[shape.microOp.part].fields
    func place(_ bits: DecoupledShape.Bits) throws(ShapeMismatch) -> Int {
      let found = fields.firstIndex { ($0.lsb, $0.width) == (bits.lsb, bits.width) }
      guard let found else {
        throw ShapeMismatch(
          nil, "the bits of a micro-op have no names: `fields` of the part gives them")
      }
      return found
    }
    return MicroOpDescription(
      destination: try place(shape.microOp.destination), source: try place(shape.microOp.source),
      weight: try place(shape.microOp.weight))
  }

}
