import Diagnostics
import Support

/// The journey of the session, as it is given to those who move it.
extension Session {

  /// Moves towards a goal, and says where that ended.
  mutating func move(
    toward goal: any Goal, _ direction: Direction, isStart: Bool = false
  ) throws(Diagnostic) -> StopReport {
    var stops = stopList
    defer { stopList = stops }
    return try withJourney(direction) { journey throws(Diagnostic) in
      var arrival = try journey.move(
        toward: goal, direction, asking: &stops, isStart: isStart)
      arrival.reasons = journey.describeChanges(arrival.reasons, direction)
      return arrival
    }
  }

  /// Lets `body` move the journey, and says where that ended. Nobody else holds the journey
  /// meanwhile, so that nothing of it is copied.
  mutating func withJourney(
    _ direction: Direction = .forward,
    _ body: (inout Journey) throws(Diagnostic) -> Arrival
  ) throws(Diagnostic) -> StopReport {
    guard var own = journey.take() else { throw .nothingRuns }
    own.interruption = interruption
    own.progress = progress
    let arrival: Arrival
    do throws(Diagnostic) {
      arrival = try body(&own)
    } catch {
      journey = own
      throw error
    }
    journey = own
    try takeOutputs()
    return finish(arrival, direction)
  }

  /// Sees to it that there is something to move.
  /// - Errors: there is nothing to run; going back, nothing runs.
  mutating func prepareToMove(_ direction: Direction) throws(Diagnostic) {
    if direction == .forward { try ensureRunning() } else { _ = try requireRun() }
  }

  /// Whether a program runs, and whether streams do that were loaded.
  var isOfProgram: Bool { journey?.isOfProgram ?? false }
  var isOfStreams: Bool { journey.map { !$0.isOfProgram } ?? false }

  /// A program that runs ends; streams that were loaded stay.
  mutating func endProgram() { if isOfProgram { journey = nil } }

}
