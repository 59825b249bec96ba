public import Diagnostics
import Effects
public import ISA
import Support
public import TargetKit
public import Tensors

extension DecoupledDevice: Drivable {

  public var instructionSet: InstructionSet { description.instructionSet }

  public func serialPrograms(
    of positions: Range<Int>, readout: MemoryReadout?
  ) throws(Diagnostic) -> [MachineCode] {
    let writer = try SerialWriter(description)
    var programs: [SerialProgram] = []
    var poll = Poll()
    var begin = 0
    for end in machine.plan.streamEnds {
      let own = positions.clamped(to: begin ..< end)
      begin = end
      guard !own.isEmpty else { continue }
      var program = SerialProgram(writer)
      for position in own {
        try poll.check(after: 16)
        let index = machine.log.finished(position)
        let instruction = machine.plan.instructions[index]
        try program.append(machine.plan.words[index], unit: instruction.unit)
      }
      programs.append(program)
    }
    if programs.isEmpty { programs.append(SerialProgram(writer)) }
    for word in readout?.code.words ?? [] {
      try programs[programs.count - 1].append(word, unit: readout?.unit ?? 0)
    }
    var finished: [MachineCode] = []
    for index in programs.indices { finished.append(.narrow(try programs[index].finished())) }
    return finished
  }

  // MARK: Memories through DRAM

  public func readout(behind address: Int) -> MemoryReadout? {
    guard let memory = storedMemory,
      let unit = description.units.firstIndex(where: { $0.name == memory.storedBy }),
      let format = description.index(of: .store)
    else { return nil }
    let size = memory.dramElementBytes
    let first = (address + size - 1) / size
    let fields = description.instructionSet.formats[format].fields
    let parameters = description.instructions[format].fields
    let most = parameters[.columns].map { fields[$0].range.upperBound } ?? 1
    var words: [Word] = []
    for begin in stride(from: 0, to: memory.depth, by: min(most, memory.depth)) {
      let count = min(most, memory.depth - begin)
      var numbers: [Parameter: Int] = [
        .memory: memory.code, .sram: begin, .dram: first + begin, .rows: 1, .columns: count,
      ]
      if parameters[.stride] != nil { numbers[.stride] = count }
      guard let word = try? description.encode(.store, numbers) else { return nil }
      words.append(word)
    }
    return MemoryReadout(
      memory: memory.name, unit: unit, code: .narrow(words),
      addresses: first * size ..< (first + memory.depth) * size)
  }

  public func stored(by readout: MemoryReadout) throws(Diagnostic) -> Tensor {
    guard let memory = description.memory(readout.memory) else {
      throw .error("there is no memory `\(readout.memory)`")
    }
    let whole = try read(memory.name, elements: 0 ..< memory.depth).bytes
    let (size, kept) = (memory.element.byteSize, memory.dramElement.byteSize)
    // The low bytes of each value come first.
    let bytes = whole.indices.filter { $0 % size < kept }.map { whole[$0] }
    do {
      return try Tensor(memory.dramElement, [memory.depth] + memory.shape, bytes: bytes)
    } catch {
      throw .error("`\(memory.name)` can't be stored: \(error)", failure: .internalError)
    }
  }

  /// What results are stored from.
  private var storedMemory: MemoryDescription? {
    let stored = description.memories.filter { $0.storedBy != nil }
    return stored.first { $0.role == .output } ?? stored.first
  }

}
