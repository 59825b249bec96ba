public import Diagnostics
import Effects
public import Simulation
public import Support
public import TargetKit

extension DecoupledDevice {

  public var clocks: [String] { description.timings.map(\.name) }

  public func work(of numbers: Range<InstructionNumber>) -> [InstructionWork] {
    machine.plan.indices(numbers).map { machine.plan.work(of: $0) }
  }

  public func trace(
    _ clock: ClockChoice, interruption: Interruption
  ) throws(Diagnostic) -> ExecutionTrace {
    try CycleClock.trace(machine.plan, try timing(clock), interruption: interruption)
  }

  /// - Errors: there is no such clock, or it counts no cycles.
  private func timing(_ clock: ClockChoice) throws(Diagnostic) -> TimingDescription {
    guard let timing = try description.timing(clock) else {
      throw .error("the functional clock counts no cycles", hints: ["`timing` shows the clocks"])
    }
    return timing
  }

  public func peaks(_ clock: ClockChoice) throws(Diagnostic) -> PeakRates {
    let timing = try timing(clock)
    let input = description.memory(for: .input)?.lanes ?? 1
    let columns = description.memory(for: .weight)?.shape.first ?? 1
    let unit = description.instruction(.gemm)?.unit ?? ""
    let interval = max(1, timing[.gemmInterval, of: unit])
    return PeakRates(
      multiplications: Double(input * columns) / Double(interval),
      bytes: Double(timing[.busBytes]))
  }

  public func operandReads(of numbers: Range<InstructionNumber>) -> [OperandReads] {
    let plan = machine.plan
    var steps = 0
    for index in plan.indices(numbers) {
      steps += plan.instructions[index].operation.product?.count ?? 0
    }
    return [plan.input, plan.weight].map { memory in
      OperandReads(
        memory: plan.memories[memory].name, bytes: steps * plan.memories[memory].elementBytes)
    }
  }

}

extension MachinePlan {

  fileprivate func work(of index: Int) -> InstructionWork {
    var work = InstructionWork()
    switch instructions[index].operation {
    case .transfer(let transfer):
      guard let memory = transfer.memory else { break }
      work.memory = memories[memory].name
      work.bytes = transfer.rows * transfer.columns * memories[memory].dramElementBytes
    case .nest(let nest, let vector):
      work.microOps = nest.count
      guard vector == nil, !nest.isReset else {
        work.laneOperations = nest.count * memories[sums].lanes
        break
      }
      let depth = description.memories[input].shape[1]
      work.multiplications = nest.count * memories[sums].lanes * depth
    case .end, .undefined: break
    }
    return work
  }

}
