import Effects
import ISA
import TargetKit

/// Decodes instructions by the description; everything that has a name is looked up once.
struct InstructionDecoder {

  /// One format; it is large, and not copied to be looked at.
  private final class FormatDecoder: Sendable {

    let opcode: Int
    let operation: MeaningFacts.Decoding
    let unit: Int
    let numbers: FormatNumbers

    /// What it can copy, where it copies.
    let sides: [Side]
    let flags: [Flag]

    init(
      opcode: Int, operation: @escaping MeaningFacts.Decoding, unit: Int, numbers: FormatNumbers,
      sides: [Side], flags: [Flag]
    ) {
      (self.opcode, self.operation, self.unit) = (opcode, operation, unit)
      (self.numbers, self.sides, self.flags) = (numbers, sides, flags)
    }
  }

  /// A flag, and what it does at each unit.
  private struct Flag {
    let place: BitPlace
    let effects: [Effect]
  }

  private enum Effect {
    case pop(queue: Int)
    case push(queue: Int)

    /// It leads to no queue of the unit.
    case none
  }

  /// A memory that can be loaded or stored, and the unit that does so.
  private typealias Side = (code: Int, memory: Int, unit: Int)

  private let opcode: BitPlace
  private let entries: [FormatDecoder]

  /// For each opcode of a transfer where the number of its first element of DRAM is.
  private let dramPlaces: [(opcode: Int, place: BitPlace)]

  /// The unit that gets an instruction with an undefined opcode.
  private let fallback: Int

  init(_ description: DecoupledDescription) {
    let set = description.instructionSet
    opcode = BitPlace(set.opcode)
    let units = description.units
    func unit(_ name: String?) -> Int { units.firstIndex { $0.name == name } ?? 0 }
    let flagNames = Set(description.tokens.flatMap { [$0.push, $0.pop] })
    func sides(_ direction: TransferDirection) -> [Side] {
      description.memories.enumerated().compactMap { index, memory in
        memory.unit(direction).map { (memory.code, index, unit($0)) }
      }
    }
    entries = zip(set.formats, description.instructions).map { format, instruction in
      FormatDecoder(
        opcode: format.opcode ?? 0, operation: instruction.meaning.facts.operation,
        unit: unit(instruction.unit),
        numbers: FormatNumbers(instruction, in: format),
        sides: instruction.meaning.direction.map(sides) ?? [],
        flags: format.fields.filter { flagNames.contains($0.name) }.map { field in
          Flag(
            place: BitPlace(field),
            effects: units.map { InstructionDecoder.effect(of: field.name, description, $0.name) })
        })
    }
    dramPlaces = zip(description.instructions, entries).filter { $0.0.meaning.direction != nil }
      .map { ($1.opcode, $1.numbers.dram) }
    fallback = unit(description.instructions.first { $0.meaning.facts.takesUndefined }?.unit)
  }

  private static func effect(
    of flag: String, _ description: DecoupledDescription, _ unit: String
  ) -> Effect {
    let tokens = description.tokens
    if let queue = tokens.lastIndex(where: { $0.to == unit && $0.pop == flag }) {
      return .pop(queue: queue)
    }
    let queue = tokens.lastIndex { $0.from == unit && $0.push == flag }
    return queue.map { .push(queue: $0) } ?? .none
  }

  func decode(_ word: Word) -> DecodedInstruction {
    let opcode = opcode.value(in: word)
    guard let entry = entries.first(where: { $0.opcode == opcode }) else {
      return DecodedInstruction(
        unit: fallback, pops: 0, pushes: 0, hasUnboundFlag: false,
        operation: .undefined(opcode: opcode))
    }
    let (operation, unit) = operation(of: word, entry)
    var decoded = DecodedInstruction(
      unit: unit, pops: 0, pushes: 0, hasUnboundFlag: false, operation: operation)
    for flag in entry.flags where flag.place.value(in: word) != 0 {
      switch flag.effects[unit] {
      case .pop(let queue): decoded.pops |= 1 << UInt32(queue)
      case .push(let queue): decoded.pushes |= 1 << UInt32(queue)
      case .none: decoded.hasUnboundFlag = true
      }
    }
    return decoded
  }

  /// The number of the first element of DRAM of a transfer.
  /// - Cost: a few instructions.
  func dram(of word: Word) -> Int {
    let opcode = opcode.value(in: word)
    for (code, place) in dramPlaces where code == opcode { return place.value(in: word) }
    return 0
  }

  private func operation(of word: Word, _ entry: FormatDecoder) -> (Operation, unit: Int) {
    let code = entry.numbers.memory.value(in: word)
    let side = entry.sides.last { $0.code == code }
    return (entry.operation(entry.numbers, word, side?.memory), side?.unit ?? entry.unit)
  }

}
