public import Diagnostics
public import Simulation
public import Support
public import TargetKit

extension DecoupledDevice {

  public func work(of numbers: Range<InstructionNumber>) -> [InstructionWork] {
    machine.plan.indices(numbers).map { machine.plan.work(of: $0) }
  }

  public func trace(
    _ timing: TimingDescription, interruption: Interruption
  ) throws(Diagnostic) -> ExecutionTrace {
    try CycleClock.trace(machine.plan, timing, interruption: interruption)
  }

}

extension MachinePlan {

  fileprivate func work(of index: Int) -> InstructionWork {
    var work = InstructionWork()
    switch instructions[index].operation {
    case .load(let transfer), .store(let transfer):
      guard let memory = transfer.memory else { break }
      work.memory = memories[memory].name
      work.bytes = transfer.rows * transfer.columns * memories[memory].dramElementBytes
    case .gemm(let nest):
      work.microOps = nest.count
      guard !nest.isReset else {
        work.laneOperations = nest.count * memories[sums].lanes
        break
      }
      let depth = description.memories[input].shape[1]
      work.multiplications = nest.count * memories[sums].lanes * depth
      work.inputBytes = nest.count * memories[input].elementBytes
      work.weightBytes = nest.count * memories[weight].elementBytes
    case .alu(let nest, _):
      work.microOps = nest.count
      work.laneOperations = nest.count * memories[sums].lanes
    case .finish, .undefined: break
    }
    return work
  }

}
