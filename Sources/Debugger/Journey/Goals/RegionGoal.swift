import Simulation
import TargetKit

/// To the end of what the device runs, or back to its start.
struct RegionGoal: Goal {

  func aim(in run: Journey.Run, _ direction: Direction) -> Aim {
    direction == .forward ? .elsewhere : .mark(Mark())
  }

  func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool { isAtAim }

  var endsWithRun: Bool { true }

  var reason: StopReason { .place("the end of the region") }

}
