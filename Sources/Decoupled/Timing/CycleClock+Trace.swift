import Diagnostics
import Simulation
import Support
import TargetKit

/// Keeps what a clock counts, up to a number of records.
private struct TraceRecorder: ClockRecorder {

  var trace: ExecutionTrace
  let memories: [String]
  private let program: MachinePlan

  /// For each unit where it is in `trace.spans`: the first wait before the next instruction, and
  /// the place in `trace.instructions` of the one that runs.
  private var waits: [Int]
  private var running: [Int]

  /// How many records there are.
  private(set) var count = 0

  init(_ plan: ClockPlan) {
    program = plan.machine
    let description = program.description
    trace = ExecutionTrace(
      units: description.units.map(\.name) + (plan.hasFetch ? ["fetch"] : []),
      queues: description.tokens.map(\.name))
    memories = description.memories.map(\.name)
    waits = trace.units.map { _ in 0 }
    running = waits
  }

  mutating func span(_ span: UseCode.Span, of unit: Int) {
    let use = span.use.use
    let last = trace.spans[unit].count - 1
    if last >= waits[unit], trace.spans[unit][last].use == use {
      trace.spans[unit][last].end = span.end
    } else {
      trace.spans[unit].append(ExecutionTrace.Span(use, span.begin, span.end))
      count += 1
    }
  }

  mutating func began(instruction: Int, unit: Int, cycle: Int) {
    let first = trace.spans[unit].count
    running[unit] = trace.instructions.count
    trace.instructions.append(
      ExecutionTrace.Instruction(
        number: program.number(instruction), unit: unit, begin: cycle, end: cycle,
        waits: waits[unit],
        first: first, last: first))
    waits[unit] = first
    count += 1
  }

  mutating func finished(instruction: Int, unit: Int, cycle: Int) {
    waits[unit] = trace.spans[unit].count
    trace.instructions[running[unit]].end = cycle
    trace.instructions[running[unit]].last = waits[unit]
  }

  /// Ends what runs at the end of the trace.
  mutating func close(_ unit: Int, at cycle: Int) {
    guard trace.instructions.indices.contains(running[unit]) else { return }
    finished(instruction: 0, unit: unit, cycle: cycle)
  }

  mutating func token(queue: Int, instruction: Int, cycle: Int, isPush: Bool) {
    trace.tokens.append(
      ExecutionTrace.Token(
        queue: queue, instruction: program.number(instruction), cycle: cycle, isPush: isPush))
    count += 1
  }

  mutating func burst(
    unit: Int, memory: Int?, instruction: Int?, _ request: ReadRequest, isWrite: Bool, begin: Int,
    data: Int, end: Int
  ) {
    trace.bursts.append(
      ExecutionTrace.Burst(
        unit: unit, client: memory.map { memories[$0] } ?? "fetch",
        instruction: program.number(ofAny: instruction), address: request.address,
        bytes: request.bytes,
        beats: request.beats, isWrite: isWrite, begin: begin, data: data, end: end))
    count += 1
  }

  mutating func streamEnded(
    stream: Int, begin: Int, end: Int, finish: Int?, instructions: Range<Int>
  ) {
    trace.streams.append(
      ExecutionTrace.Stream(
        begin: begin, end: end, finish: finish,
        instructions: program.number(instructions.lowerBound)
          ..< program.number(instructions.upperBound)))
    count += 1
  }

}

extension CycleClock {

  /// How many records a trace has at most, unless asked otherwise: some hundred megabytes.
  static let mostRecords = 4_000_000

  /// Runs streams from their start and keeps everything that happens.
  /// - Parameter limit: how many records (spans, instructions, bursts and tokens) there may be.
  /// - Parameter interruption: asked every few thousand events; if it says so the trace ends there.
  /// - Throws: that there are more records than that.
  static func trace(
    _ machine: MachinePlan, _ timing: TimingDescription, limit: Int = mostRecords,
    interruption: Interruption = .never
  ) throws(Diagnostic) -> ExecutionTrace {
    var clock = CycleClock(machine, timing)
    var recorder = TraceRecorder(clock.plan)
    var turns = 0
    while clock.ending == nil {
      clock.step(&recorder)
      clock.events.removeAll(keepingCapacity: true)
      turns += 1
      if recorder.count > limit { throw tooLong(limit, clock) }
      if turns & 0xfff == 0, interruption.isRequested { break }
    }
    clock.settle(&recorder)
    for unit in clock.units.indices where clock.units[unit].mode != .waiting {
      recorder.close(unit, at: clock.cycle)
    }
    recorder.trace.cycles = clock.cycle
    recorder.trace.ending = clock.traceEnding
    return recorder.trace
  }

  private var traceEnding: ExecutionTrace.Ending {
    switch ending {
    case .deadlock: .deadlock
    case .endless: .endless
    case .end: .finished
    default: .interrupted
    }
  }

}

private func tooLong(_ limit: Int, _ clock: CycleClock) -> Diagnostic {
  .error(
    "the trace has more than \(limit) records",
    notes: [
      "it got to cycle \(clock.cycle), with \(clock.finished) of "
        + "\(clock.plan.machine.instructions.count) instructions done"
    ],
    hints: ["trace fewer streams at a time, or ask for totals, which need no records"],
    failure: .limit)
}
