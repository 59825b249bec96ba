import Simulation
import TargetKit

extension FormulaClock {

  /// Everything that happens, cycle by cycle.
  /// - Parameter stop: where the workload ended.
  func trace(_ program: MachineProgram, endingAt stop: Stop) -> ExecutionTrace {
    var trace = ExecutionTrace(
      units: program.units.map(\.name), queues: program.description.order.queueNames)
    let total = cycles
    for entry in entries { add(entry, program, &trace) }
    for unit in program.units.indices {
      let end = trace.spans[unit].last?.end ?? 0
      if end < total { trace.spans[unit].append(.init(.idle, end, total)) }
    }
    trace.instructions.sort { ($0.begin, $0.number) < ($1.begin, $1.number) }
    trace.tokens.sort { ($0.cycle, $0.isPush ? 0 : 1) < ($1.cycle, $1.isPush ? 0 : 1) }
    trace.streams = streams(program)
    trace.cycles = total
    switch stop {
    case .deadlock: trace.ending = .deadlock
    case .interrupted: trace.ending = .interrupted
    default: trace.ending = .finished
    }
    return trace
  }

  private func add(_ entry: Entry, _ program: MachineProgram, _ trace: inout ExecutionTrace) {
    let instruction = program.instructions[entry.instruction]
    let unit = instruction.unit
    let number = program.number(entry.instruction)
    let waits = trace.spans[unit].count
    for wait in entry.waits { trace.append(wait.use, unit, until: wait.until) }
    trace.append(.idle, unit, until: entry.begin)
    let first = trace.spans[unit].count
    trace.append(
      program.isTransfer(entry.instruction) ? .moving : .computing, unit, until: entry.end)
    trace.instructions.append(
      ExecutionTrace.Instruction(
        number: number, unit: unit, begin: entry.begin, end: entry.end, waits: waits, first: first,
        last: trace.spans[unit].count))
    for use in instruction.pops {
      let cycle = program.queues[use.queue].keepsUntilEnd ? entry.end : entry.begin
      trace.append(use, number, cycle, isPush: false)
    }
    for use in instruction.pushes { trace.append(use, number, entry.end, isPush: true) }
  }

  private func streams(_ program: MachineProgram) -> [ExecutionTrace.Stream] {
    var own: [Int: (begin: Int, end: Int)] = [:]
    var order: [Int] = []
    for entry in entries {
      let stream = program.stream(of: entry.instruction)
      if own[stream] == nil {
        own[stream] = (streamBegins[order.count], entry.end)
        order.append(stream)
      }
      let end = own[stream]?.end ?? 0
      own[stream]?.end = max(end, entry.end)
    }
    return order.compactMap { stream in
      guard let times = own[stream] else { return nil }
      let numbers = program.indices(ofStream: stream)
      return ExecutionTrace.Stream(
        begin: times.begin, end: times.end, finish: nil,
        instructions: program.number(numbers.lowerBound) ..< program.number(numbers.upperBound))
    }
  }

}

extension ExecutionTrace {

  /// What comes or goes, one by one.
  fileprivate mutating func append(
    _ use: QueueUse, _ number: InstructionNumber, _ cycle: Int, isPush: Bool
  ) {
    let token = Token(queue: use.queue, instruction: number, cycle: cycle, isPush: isPush)
    tokens += Array(repeating: token, count: min(use.count, Self.mostTokens))
  }

  /// Of one instruction.
  private static var mostTokens: Int { 1 << 10 }

  /// Goes on with a use until a cycle.
  fileprivate mutating func append(_ use: CycleUse, _ unit: Int, until end: Int) {
    let begin = spans[unit].last?.end ?? 0
    if end > begin { spans[unit].append(Span(use, begin, end)) }
  }

}

extension OrderDescription {

  /// What a unit may wait for by name.
  var queueNames: [String] {
    switch self {
    case .tokens, .counted: queues.map(\.name)
    case .waits(let queues): queues.map(\.name)
    case .inOrder, .interlocks, .barriers, .none: []
    }
  }

}

extension MachineProgram {

  /// Whether an instruction moves numbers between the host and the machine and computes no product.
  func isTransfer(_ index: Int) -> Bool { effect(index).map { !$0.hostWindows.isEmpty } ?? false }

}
