import CKernels
import Effects
import ISA
import TargetKit

/// Decodes instructions by the description; everything that has a name is looked up once.
struct InstructionDecoder {

  /// One format.
  private struct Entry {
    let opcode: Int
    let meaning: Meaning
    let unit: Int
    let numbers: Numbers
    let operations: [(code: Int, operation: Int32)]
    let flags: [Flag]
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
  private let entries: [Entry]

  /// For each opcode of a transfer where the number of its first element of DRAM is.
  private let dramPlaces: [(opcode: Int, place: BitPlace)]
  private var loads: [Side] = []
  private var stores: [Side] = []

  /// The unit that gets an instruction with an undefined opcode.
  private let fallback: Int

  init(_ description: DecoupledDescription) {
    let set = description.instructionSet
    opcode = BitPlace(set.opcode)
    let units = description.units
    func unit(_ name: String?) -> Int { units.firstIndex { $0.name == name } ?? 0 }
    let flagNames = Set(description.tokens.flatMap { [$0.push, $0.pop] })
    entries = zip(set.formats, description.instructions).map { format, instruction in
      Entry(
        opcode: format.opcode ?? 0, meaning: instruction.meaning, unit: unit(instruction.unit),
        numbers: Numbers(instruction.fields.mapValues { format.fields[$0] }),
        operations: instruction.operations.map { ($0, InstructionDecoder.code(of: $1)) },
        flags: format.fields.filter { flagNames.contains($0.name) }.map { field in
          Flag(
            place: BitPlace(field),
            effects: units.map { InstructionDecoder.effect(of: field.name, description, $0.name) })
        })
    }
    dramPlaces = entries.filter { $0.meaning == .load || $0.meaning == .store }
      .map { ($0.opcode, $0.numbers.dram) }
    for (index, memory) in description.memories.enumerated() {
      if let name = memory.loadedBy { loads.append((memory.code, index, unit(name))) }
      if let name = memory.storedBy { stores.append((memory.code, index, unit(name))) }
    }
    let compute = description.instructions.first { $0.meaning == .finish || $0.meaning == .alu }
    fallback = unit(compute?.unit)
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

  private func operation(of word: Word, _ entry: Entry) -> (Operation, unit: Int) {
    let numbers = entry.numbers
    switch entry.meaning {
    case .load:
      let (transfer, unit) = transfer(of: word, numbers, loads)
      return (.load(transfer), unit ?? entry.unit)
    case .store:
      let (transfer, unit) = transfer(of: word, numbers, stores)
      return (.store(transfer), unit ?? entry.unit)
    case .gemm: return (.gemm(numbers.nest(in: word)), entry.unit)
    case .alu:
      let code = numbers.operation.value(in: word)
      let vector = Vector(
        operation: entry.operations.first { $0.code == code }?.operation, code: code,
        hasImmediate: numbers.useImmediate.value(in: word) != 0,
        immediate: numbers.immediate.value(in: word))
      return (.alu(numbers.nest(in: word), vector), entry.unit)
    case .finish: return (.finish, entry.unit)
    }
  }

  private func transfer(
    of word: Word, _ numbers: Numbers, _ sides: [Side]
  ) -> (Transfer, unit: Int?) {
    let code = numbers.memory.value(in: word)
    let side = sides.last { $0.code == code }
    return (numbers.transfer(in: word, code, side?.memory), side?.unit)
  }

  private static func code(of operation: AluOperation) -> Int32 {
    switch operation {
    case .min: Int32(DK_MIN)
    case .max: Int32(DK_MAX)
    case .add: Int32(DK_ADD)
    case .shiftRight: Int32(DK_SHIFT)
    case .multiply: Int32(DK_MULTIPLY)
    }
  }

}

/// Where a number stands in a word.
private struct BitPlace: BitwiseCopyable {
  let lsb: Int
  let width: Int
  let isSigned: Bool

  /// What the number is where there is no field.
  let fallback: Int

  init(_ field: Field?, fallback: Int = 0) {
    lsb = field?.lsb ?? 0
    width = field?.width ?? 0
    isSigned = field?.isSigned ?? false
    self.fallback = fallback
  }

  /// - Cost: a few instructions: nothing is looked up by name.
  func value(in word: Word) -> Int {
    width > 0 ? word.number(at: lsb, width: width, isSigned: isSigned) : fallback
  }
}

/// Where the numbers of a format stand.
private struct Numbers {
  let memory, sram, dram, rows, columns, stride, top, bottom, left, right: BitPlace
  let reset, begin, end, outer, inner: BitPlace
  let destinationOuter, destinationInner, sourceOuter, sourceInner, weightOuter,
    weightInner: BitPlace
  let operation, useImmediate, immediate: BitPlace

  init(_ fields: [Parameter: Field]) {
    func place(_ parameter: Parameter, _ fallback: Int = 0) -> BitPlace {
      BitPlace(fields[parameter], fallback: fallback)
    }
    memory = place(.memory)
    sram = place(.sram)
    dram = place(.dram)
    rows = place(.rows)
    columns = place(.columns)
    stride = place(.stride)
    top = place(.padTop)
    bottom = place(.padBottom)
    left = place(.padLeft)
    right = place(.padRight)
    reset = place(.reset)
    begin = place(.uopBegin)
    end = place(.uopEnd)
    outer = place(.outerCount, 1)
    inner = place(.innerCount, 1)
    destinationOuter = place(.destinationOuter)
    destinationInner = place(.destinationInner)
    sourceOuter = place(.sourceOuter)
    sourceInner = place(.sourceInner)
    weightOuter = place(.weightOuter)
    weightInner = place(.weightInner)
    operation = place(.operation)
    useImmediate = place(.useImmediate)
    immediate = place(.immediate)
  }

  func transfer(in word: Word, _ code: Int, _ memory: Int?) -> Transfer {
    Transfer(
      memory: memory, code: code, sram: sram.value(in: word), dram: dram.value(in: word),
      rows: rows.value(in: word), columns: columns.value(in: word),
      stride: stride.value(in: word), top: top.value(in: word), bottom: bottom.value(in: word),
      left: left.value(in: word), right: right.value(in: word))
  }

  func nest(in word: Word) -> Nest {
    Nest(
      begin: begin.value(in: word), end: end.value(in: word), outer: outer.value(in: word),
      inner: inner.value(in: word), destinationOuter: destinationOuter.value(in: word),
      destinationInner: destinationInner.value(in: word), sourceOuter: sourceOuter.value(in: word),
      sourceInner: sourceInner.value(in: word), weightOuter: weightOuter.value(in: word),
      weightInner: weightInner.value(in: word), isReset: reset.value(in: word) != 0)
  }
}
