import Simulation
import Support
import TargetKit

/// What a run itself shows: the same checks as before a run, with what instructions really touch.
struct RunAnalysis {

  private(set) var machine: DecoupledMachine
  private(set) var pass: AccessPass
  private var builder: FootprintBuilder
  private var footprint = Footprint()
  private var contents: MicroOpContents

  /// The instructions that have begun, in order.
  private(set) var sequence: [Int] = []

  /// A machine before the first instruction.
  init(_ plan: MachinePlan) {
    machine = DecoupledMachine(plan)
    let program = plan.analysis.deadlocks(of: plan).program
    pass = AccessPass(plan, program, plan.analysis.order(of: plan), .never)
    builder = FootprintBuilder(plan, pass.space)
    contents = MicroOpContents(machine)
  }

  /// Runs until the machine stops for good, or has done so many steps.
  mutating func run(limit: Int) {
    while !machine.stop.isFinal, machine.work < limit {
      if let index = machine.next, machine.mark.step == 0 { visit(index) }
      machine.advance(steps: 1 << 16)
    }
  }

  private mutating func visit(_ index: Int) {
    if machine.plan.instructions[index].operation.nest != nil {
      contents = MicroOpContents(machine)
    }
    builder.fill(&footprint, with: index, contents)
    footprint.isDataDependent = false
    guard !footprint.isFaulty else { return }
    sequence.append(index)
    pass.visit(index, footprint)
  }

}
