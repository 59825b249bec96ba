import Simulation
import TargetKit

/// So many micro-ops, rows of transfers or cycles on.
struct MicroStepGoal: Goal {

  private var left: Int

  init(_ count: Int) { left = count }

  /// Forwards an instruction is never run beyond its end.
  func aim(in run: Journey.Run, _ direction: Direction) -> Aim {
    let mark = run.device.mark
    guard direction == .backward else {
      let (step, isEndless) = mark.step.addingReportingOverflow(left)
      return .mark(Mark(instruction: mark.instruction, step: isEndless ? .max : step))
    }
    var rest = left - mark.step
    if rest <= 0 { return .mark(Mark(instruction: mark.instruction, step: -rest)) }
    for position in stride(from: mark.instruction - 1, through: 0, by: -1) {
      let steps = run.device.finished(position)?.steps ?? 1
      if rest <= steps { return .mark(Mark(instruction: position, step: steps - rest)) }
      rest -= steps
    }
    return .elsewhere
  }

  mutating func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool {
    let end = run.device.mark
    left -= distance(min(start, end), max(start, end), run)
    return left <= 0
  }

  private func distance(_ start: Mark, _ end: Mark, _ run: Journey.Run) -> Int {
    (start.instruction ..< end.instruction).reduce(end.step - start.step) {
      $0 + (run.device.finished($1)?.steps ?? 1)
    }
  }

}
