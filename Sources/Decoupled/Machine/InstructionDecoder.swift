import CKernels
import ISA
import TargetKit

/// Decodes instructions by the description.
struct InstructionDecoder {

  /// What is needed of one format, looked up once.
  private struct Entry {
    let opcode: Int
    let meaning: Meaning
    let unit: Int
    let parameters: [Parameter: Field]
    let operations: [Int: AluOperation]
    let flags: [Field]
  }

  private let set: InstructionSet
  private let entries: [Entry]

  /// The memory and the unit for each code of a load, and of a store.
  private var loads: [Int: (memory: Int, unit: Int)] = [:]
  private var stores: [Int: (memory: Int, unit: Int)] = [:]

  /// For each unit the queue that a flag pops and the one that it pushes.
  private let pops: [[String: Int]]
  private let pushes: [[String: Int]]

  /// The unit that gets an instruction with an undefined opcode.
  private let fallback: Int

  init(_ description: TargetDescription) {
    let set = description.instructionSet
    self.set = set
    let units = description.units
    func unit(_ name: String?) -> Int { units.firstIndex { $0.name == name } ?? 0 }
    let flagNames = Set(description.tokens.flatMap { [$0.push, $0.pop] })
    entries = zip(set.formats, description.instructions).map { format, instruction in
      Entry(
        opcode: format.opcode ?? 0, meaning: instruction.meaning, unit: unit(instruction.unit),
        parameters: instruction.fields.mapValues { format.fields[$0] },
        operations: instruction.operations,
        flags: format.fields.filter { flagNames.contains($0.name) })
    }
    for (index, memory) in description.memories.enumerated() {
      if let name = memory.loadedBy { loads[memory.code] = (index, unit(name)) }
      if let name = memory.storedBy { stores[memory.code] = (index, unit(name)) }
    }
    pops = units.map { unit in
      InstructionDecoder.table(description.tokens, { $0.to == unit.name }, \.pop)
    }
    pushes = units.map { unit in
      InstructionDecoder.table(description.tokens, { $0.from == unit.name }, \.push)
    }
    let compute = description.instructions.first { $0.meaning == .finish || $0.meaning == .alu }
    fallback = unit(compute?.unit)
  }

  private static func table(
    _ tokens: [TokenDescription], _ isMine: (TokenDescription) -> Bool,
    _ flag: (TokenDescription) -> String
  ) -> [String: Int] {
    var table: [String: Int] = [:]
    for (index, token) in tokens.enumerated() where isMine(token) { table[flag(token)] = index }
    return table
  }

  func decode(_ word: Word) -> DecodedInstruction {
    let opcode = set.opcode.value(in: word)
    guard let entry = entries.first(where: { $0.opcode == opcode }) else {
      return DecodedInstruction(
        unit: fallback, pops: 0, pushes: 0, hasUnboundFlag: false,
        operation: .undefined(opcode: opcode))
    }
    let (operation, unit) = operation(of: word, entry)
    var decoded = DecodedInstruction(
      unit: unit, pops: 0, pushes: 0, hasUnboundFlag: false, operation: operation)
    for flag in entry.flags where flag.value(in: word) != 0 {
      if let queue = pops[unit][flag.name] {
        decoded.pops |= 1 << UInt32(queue)
      } else if let queue = pushes[unit][flag.name] {
        decoded.pushes |= 1 << UInt32(queue)
      } else {
        decoded.hasUnboundFlag = true
      }
    }
    return decoded
  }

  private func operation(of word: Word, _ entry: Entry) -> (Operation, unit: Int) {
    func number(_ parameter: Parameter, _ fallback: Int = 0) -> Int {
      entry.parameters[parameter]?.value(in: word) ?? fallback
    }
    switch entry.meaning {
    case .load, .store:
      let code = number(.memory)
      let place = entry.meaning == .load ? loads[code] : stores[code]
      let transfer = Transfer(
        memory: place?.memory, code: code, sram: number(.sram), dram: number(.dram),
        rows: number(.rows), columns: number(.columns), stride: number(.stride),
        top: number(.padTop), bottom: number(.padBottom), left: number(.padLeft),
        right: number(.padRight))
      let unit = place?.unit ?? entry.unit
      return (entry.meaning == .load ? .load(transfer) : .store(transfer), unit)
    case .gemm, .alu:
      let nest = Nest(
        begin: number(.uopBegin), end: number(.uopEnd), outer: number(.outerCount, 1),
        inner: number(.innerCount, 1), destinationOuter: number(.destinationOuter),
        destinationInner: number(.destinationInner), sourceOuter: number(.sourceOuter),
        sourceInner: number(.sourceInner), weightOuter: number(.weightOuter),
        weightInner: number(.weightInner), isReset: number(.reset) != 0)
      guard entry.meaning == .alu else { return (.gemm(nest), entry.unit) }
      let code = number(.operation)
      let vector = Vector(
        operation: entry.operations[code].map(InstructionDecoder.code), code: code,
        hasImmediate: number(.useImmediate) != 0, immediate: number(.immediate))
      return (.alu(nest, vector), entry.unit)
    case .finish: return (.finish, entry.unit)
    }
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
