import Diagnostics
import Simulation
import Synchronization
import TargetKit

/// What is worked out about a run when it is first asked for, and kept: it depends on the
/// instructions alone.
final class RunKnowledge: Sendable {

  private let groups = Mutex<[InstructionGroups.Level: InstructionGroups]>([:])
  private let places = Mutex<[Location: [StopCondition]]>([:])

  func groups(_ level: InstructionGroups.Level, of workload: Workload) -> InstructionGroups {
    groups.withLock { known in
      if let found = known[level] { return found }
      let fresh = InstructionGroups(workload, by: level)
      known[level] = fresh
      return fresh
    }
  }

  /// The conditions that stand for a location.
  func conditions(
    at location: Location, _ make: () throws(Diagnostic) -> [StopCondition]
  ) throws(Diagnostic) -> [StopCondition] {
    if let found = places.withLock({ $0[location] }) { return found }
    let fresh = try make()
    places.withLock { $0[location] = fresh }
    return fresh
  }

}

extension Journey.Run {

  /// Which of its instructions belong together.
  func groups(_ level: InstructionGroups.Level) -> InstructionGroups {
    known.groups(level, of: device.workload)
  }

}
