import Described
import Effects
import ISA
import Simulation
import TargetKit
import Tensors

/// The memories of a recognised machine, as loads and stores call them.
struct RecognisedMemories {

  /// Memories with cells of their own first, in the order of the state; then other ways to load and
  /// store them, by their numbers.
  private(set) var list: [MemoryDescription] = []

  private let machine: MachineDescription
  private let shape: DecoupledShape

  /// - Errors: state that is no memory, or memories that machines of the family can not have.
  init(_ machine: MachineDescription, _ shape: DecoupledShape) throws(ShapeMismatch) {
    self.machine = machine
    self.shape = shape
    try requirePadding()
    var others: [MemoryDescription] = []
    for (index, part) in machine.form.state.enumerated() {
      guard part.base == nil, part.role == .memory, !part.type.saturates else {
        throw ShapeMismatch(nil, "`\(part.name)` is no memory with cells of its own")
      }
      let own = shape.memories.filter { $0.part == StateID(index) }
      let base = own.first { $0.hostElement == part.type.element && $0.role != .output }
      guard let first = base ?? own.first else {
        throw ShapeMismatch(nil, "nothing loads or stores `\(part.name)`")
      }
      list.append(try memory(first, part, named: part.name, viewing: nil))
      for other in own where other != first {
        others.append(try memory(other, part, named: name(of: other, part), viewing: part.name))
      }
    }
    list += others.sorted { $0.code < $1.code }
    let names = list.map(\.name)
    guard Set(names).count == names.count, !names.contains("dram"), !names.contains("fetch") else {
      throw ShapeMismatch(nil, "two memories have one name, or one is called `dram` or `fetch`")
    }
  }

  /// - Errors: loads put zeros around some memories only.
  private func requirePadding() throws(ShapeMismatch) {
    for index in shape.places(of: .load) {
      let own = shape.memories.filter { $0.loadedBy == index }
      guard own.contains(where: \.isPadded), let bare = own.first(where: { !$0.isPadded }) else {
        continue
      }
      throw ShapeMismatch(
        index, "it puts zeros around other memories than `\(machine.form[bare.part].name)`")
    }
  }

  private func memory(
    _ memory: DecoupledShape.Memory, _ part: StatePart, named name: String, viewing base: String?
  ) throws(ShapeMismatch) -> MemoryDescription {
    let extents = Array(part.shape.dropFirst())
    func unit(_ instruction: Int?) throws(ShapeMismatch) -> String? {
      guard let instruction else { return nil }
      return machine.units[try self.unit(of: instruction, code: memory.code)].name
    }
    return MemoryDescription(
      name: name, role: memory.role, code: memory.code, element: part.type.element,
      shape: extents.isEmpty ? [1] : extents, depth: part.shape.first ?? 1, alias: base,
      dramElement: memory.hostElement, loadedBy: try unit(memory.loadedBy),
      storedBy: try unit(memory.storedBy))
  }

  /// What listings call the number of a memory, or what it is.
  private func name(of memory: DecoupledShape.Memory, _ part: StatePart) -> String {
    for instruction in [memory.loadedBy, memory.storedBy].compactMap(\.self) {
      if let name = codeField(of: instruction)?.names[memory.code] { return name }
    }
    return "\(part.name)_\(memory.hostElement)"
  }

  /// The field by which a load or store says which memory is meant.
  private func codeField(of instruction: Int) -> Field? {
    shape.instructions[instruction].fields[.memory].map {
      machine.instructionSet.formats[instruction].fields[$0.index]
    }
  }

  /// The formats of loads and stores with the names of all memories.
  func naming(_ set: InstructionSet) -> InstructionSet {
    var set = set
    for (index, instruction) in shape.instructions.enumerated() {
      guard let field = instruction.fields[.memory] else { continue }
      for memory in list where set.formats[index].fields[field.index].names[memory.code] == nil {
        set.formats[index].fields[field.index].names[memory.code] = memory.name
      }
    }
    return set
  }

  /// The place of the unit that runs an instruction; of a load or store, that of a memory, or the last
  /// one where there is no such memory.
  /// - Errors: it depends on more than the memory.
  func unit(of instruction: Int, code: Int? = nil) throws(ShapeMismatch) -> Int {
    let choices = machine.placements[instruction]
    let field = shape.instructions[instruction].fields[.memory]
    var frame = machine.instructionSet.formats[instruction].fields.map { _ in 0 }
    if let field, let code { frame[field.index] = code }
    for choice in choices {
      guard let condition = choice.condition else { return choice.unit }
      guard let field, condition.variables.isSubset(of: [field]) else {
        throw ShapeMismatch(instruction, "which unit runs it depends on more than the memory")
      }
      if code != nil, (try? condition.value(in: frame)).map({ $0 != 0 }) == true {
        return choice.unit
      }
    }
    guard let last = choices.last else { throw ShapeMismatch(instruction, "no unit runs it") }
    return last.unit
  }

}
