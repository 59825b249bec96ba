import Simulation
import TargetKit

/// To go on until something stops it.
struct ContinueGoal: Goal {

  func aim(in run: Journey.Run, _ direction: Direction) -> Aim { .elsewhere }

  func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool { false }

}
