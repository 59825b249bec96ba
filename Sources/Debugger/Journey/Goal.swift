import Diagnostics
import Simulation
import TargetKit

/// Where a goal lies in one run.
enum Aim: Sendable {

  /// At a mark, or where the run ends before it.
  case mark(Mark)

  /// At the first boundary at which one of the conditions holds and the expression, if there is
  /// one, is not 0.
  case boundary([StopCondition], Expression? = nil)

  /// Not in this run.
  case elsewhere
}

/// What a motion is to come to. Every motion is one of these, given to the one loop of `Journey`.
protocol Goal: Sendable {

  /// Where it lies from the place where the run stands. This is asked again after every stretch.
  mutating func aim(
    in run: Journey.Run, _ direction: Direction
  ) throws(Diagnostic) -> Aim

  /// Is told of a stretch that was gone in one run, and whether the aim was met at its end.
  /// - Returns: whether the goal is reached.
  mutating func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool

  /// Whether the end of a run, or going back its start, is the goal too.
  var endsWithRun: Bool { get }

  /// Why the motion stops when the goal is reached.
  var reason: StopReason { get }

  /// What a user should know before who goes through `run` with it; nil for nothing.
  func note(in run: Journey.Run) -> Diagnostic?

}

extension Goal {
  var endsWithRun: Bool { false }
  var reason: StopReason { .step }
  func note(in run: Journey.Run) -> Diagnostic? { nil }
}

extension Journey.Run {

  /// The instruction that was the n-th to finish.
  func finished(_ position: Int) -> InstructionNumber? { device.finished(position)?.number }
}
