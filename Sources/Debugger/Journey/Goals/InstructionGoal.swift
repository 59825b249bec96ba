import Simulation
import TargetKit

/// So many instructions on. One that has begun counts as one.
struct InstructionGoal: Goal {

  private var left: Int

  init(_ count: Int) { left = count }

  func aim(in run: Journey.Run, _ direction: Direction) -> Aim {
    let mark = run.device.mark
    switch direction {
    case .forward:
      let (end, isEndless) = mark.instruction.addingReportingOverflow(left)
      return .mark(Mark(instruction: isEndless ? .max : end))
    case .backward:
      let begun = mark.instruction + (mark.step > 0 ? 1 : 0)
      return left <= begun ? .mark(Mark(instruction: begun - left)) : .elsewhere
    }
  }

  mutating func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool {
    let end = run.device.mark
    if end >= start {
      left -= end.instruction - start.instruction
    } else {
      left -= start.instruction + (start.step > 0 ? 1 : 0) - end.instruction
    }
    return isAtAim && left <= 0
  }

}
