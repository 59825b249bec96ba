import Diagnostics
import Simulation
import Support
import TargetKit

extension Journey {

  /// What a log would have said if it had been set before the start, up to the furthest point of
  /// this sample that was reached.
  /// - Errors: its location means nothing, or the user interrupted it.
  /// - Cost: that of running once more.
  mutating func pastLog(_ entry: Stops.Entry) throws(Diagnostic) -> [LoggedLine] {
    guard let here = moment else { return [] }
    defer { interruption = .never; _ = try? seek(here) }
    var stops = Stops()
    _ = stops.insert(entry)
    var logged: [LoggedLine] = []
    current = 0
    runs[0].device.seek(to: Mark(), interruption: .never)
    var isStart = true
    while let now = moment, now.run < runs.count - 1 || now.mark < newest {
      let arrival = try move(
        toward: NewestGoal(), .forward, asking: &stops, isStart: isStart)
      logged += arrival.logged
      isStart = false
      if case .interrupted? = arrival.reasons.first { throw .interrupted }
      if moment == now { break }
    }
    return logged
  }

  /// How far the newest run has been.
  private var newest: Mark { runs.last?.device.newestMark ?? Mark() }

}

/// What a log said, and which instruction was next there.
struct LoggedLine: Sendable, Hashable {
  var instruction: InstructionNumber?
  var text: String
}

/// As far as a run has ever been.
private struct NewestGoal: Goal {

  func aim(in run: Journey.Run, _ direction: Direction) -> Aim { .mark(run.device.newestMark) }

  func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool { isAtAim }

  var endsWithRun: Bool { true }

}
