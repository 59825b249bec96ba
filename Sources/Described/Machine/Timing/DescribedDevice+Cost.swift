public import Diagnostics
import Effects
public import Simulation
public import Support
public import TargetKit
import Tensors

extension DescribedDevice: Clocked {

  public var clocks: [String] { description.timings.map(\.name) }

  /// When the instruction that finished last did, by the clock that was chosen.
  public var cycle: Int? {
    guard let timing = try? description.timing(options.clock),
      let clock = analysis.clock(timing, of: program, history)
    else { return nil }
    return clock.entries.prefix(mark.instruction).reduce(0) { max($0, $1.end) }
  }

  public func trace(
    _ clock: ClockChoice, interruption: Interruption
  ) throws(Diagnostic) -> ExecutionTrace {
    let timing = try timing(clock)
    let clock = interruption.governing { analysis.clock(timing, of: program, history) }
    guard let clock else {
      var trace = ExecutionTrace(units: program.units.map(\.name), queues: [])
      trace.ending = .interrupted
      return trace
    }
    return clock.trace(program, endingAt: history.machineAtEnd().stop)
  }

  /// - Errors: there is no such clock, or it counts no cycles.
  private func timing(_ clock: ClockChoice) throws(Diagnostic) -> FormulaTiming {
    guard let timing = try description.timing(clock) else {
      throw .error("the functional clock counts no cycles", hints: ["`timing` shows the clocks"])
    }
    return timing
  }

  // MARK: Work

  /// - Cost: that of running everything the first time.
  public func work(of numbers: Range<InstructionNumber>) -> [InstructionWork] {
    let counts = counts
    return program.indices(numbers).map { index in
      var work = InstructionWork()
      guard let own = counts[index] else { return work }
      work.multiplications = own.products
      work.bytes = own.bytes
      work.memory = own.moved.map { description.form[$0].name }
      if own.bytes == 0 {
        work.microOps = own.steps
        if own.products == 0 { work.laneOperations = own.elements }
      }
      return work
    }
  }

  public func operandReads(of numbers: Range<InstructionNumber>) -> [OperandReads] {
    let counts = counts
    var bytes: [StateID: Int] = [:]
    for index in program.indices(numbers) {
      guard let own = counts[index], own.products > 0 else { continue }
      for (part, count) in own.read where description.form[part].role == .memory {
        bytes[part, default: 0] += count
      }
    }
    return bytes.sorted { $0.key.index < $1.key.index }.map {
      OperandReads(memory: description.form[$0.key].name, bytes: $0.value)
    }
  }

  /// By instruction.
  private var counts: [Int: DerivedCounts] {
    let records = history.records(.max)
    return Dictionary(records.map { ($0.instruction, $0.counts) }, uniquingKeysWith: { $1 })
  }

  /// What the instructions of the workload reach, one at a time: the most multiplications and bytes
  /// in a cycle of any of them.
  public func peaks(_ clock: ClockChoice) throws(Diagnostic) -> PeakRates {
    let timing = try timing(clock)
    var peaks = PeakRates(multiplications: 0, bytes: 0)
    guard let clock = analysis.clock(timing, of: program, history) else { return peaks }
    for (entry, record) in zip(clock.entries, history.records(.max)) {
      let cycles = Double(max(1, entry.end - entry.begin))
      peaks.multiplications = max(
        peaks.multiplications, Double(record.counts.products) / cycles)
      peaks.bytes = max(peaks.bytes, Double(record.counts.bytes) / cycles)
    }
    return peaks
  }

}
