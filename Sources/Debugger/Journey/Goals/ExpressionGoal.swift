import Simulation
import TargetKit

/// To the first boundary at which an expression is not 0.
struct ExpressionGoal: Goal {

  let expression: Expression
  let text: String

  func aim(in run: Journey.Run, _ direction: Direction) -> Aim { .boundary([.always], expression) }

  func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool { isAtAim }

  var reason: StopReason { .place(text) }

}
