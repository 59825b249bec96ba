import Diagnostics
import Simulation
import TargetKit

/// To a location.
struct PlaceGoal: Goal {

  let location: Location

  func aim(in run: Journey.Run, _ direction: Direction) throws(Diagnostic) -> Aim {
    let conditions = try run.conditions(at: location, for: .place)
    return conditions.isEmpty ? .elsewhere : .boundary(conditions)
  }

  func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool { isAtAim }

  var reason: StopReason { .place("\(location)") }

}
