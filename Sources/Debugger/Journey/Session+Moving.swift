public import Diagnostics
import Simulation
import Support
import TargetKit

/// Moving through time: every motion is a goal given to the journey.
extension Session {

  // MARK: Whole runs

  /// Runs from the beginning to the next stop.
  /// - Errors: there is nothing to run, or the host refuses an operator.
  public mutating func run() throws(Diagnostic) -> StopReport {
    try restart()
    return try move(toward: ContinueGoal(), .forward, isStart: true)
  }

  /// Goes to the first instruction.
  /// - Errors: as of `run`.
  public mutating func start() throws(Diagnostic) -> StopReport {
    try restart()
    guard space.run == nil else { return finish(Arrival(.begin), .forward) }
    return try withJourney { journey throws(Diagnostic) in
      try journey.advanceHost() == .region ? Arrival(.begin) : Arrival(journey.end)
    }
  }

  /// Stands before everything, with all that was recorded forgotten for a program, and kept for
  /// streams.
  private mutating func restart() throws(Diagnostic) {
    guard isOfStreams, let run = space.runs.first else { return try beginProgram() }
    if run.device.options != runOptions { return try beginAgain() }
    journey?.runs[0].device.seek(to: Mark(), interruption: .never)
  }

  // MARK: Motions

  /// Makes a motion, as far as there is anything to go through.
  /// - Errors: there is nothing to run, or going back nothing runs; the host refuses an operator;
  ///   what was asked for is not there.
  public mutating func move(
    _ motion: Motion, _ direction: Direction = .forward,
    _ request: Motion.Request = Motion.Request()
  ) throws(Diagnostic) -> StopReport {
    try prepareToMove(direction)
    var report = try moveOnce(motion, direction, request)
    guard motion.isMadeAnew else { return report }
    for _ in stride(from: 1, to: request.count, by: 1) {
      if report.failure != nil || report.isEnd || report.isStart { break }
      try interruption.check()
      let logged = report.logged
      report = try moveOnce(motion, direction, request)
      report.logged = logged + report.logged
      keep(report)
    }
    return report
  }

  private mutating func moveOnce(
    _ motion: Motion, _ direction: Direction, _ request: Motion.Request
  ) throws(Diagnostic) -> StopReport {
    try move(toward: goal(of: motion, request), direction)
  }

  /// Nothing holds what runs any more when this is done.
  private mutating func goal(
    of motion: Motion, _ request: Motion.Request
  ) throws(Diagnostic) -> any Goal {
    let space = space
    let goal = try motion.goal(request, space)
    if let note = space.run.flatMap({ goal.note(in: $0) }) { report(note) }
    return goal
  }

  // MARK: Places

  /// Goes to a place: `#118`, `50%`, `start`, `end`, or a mark that was set; forward or back, into
  /// any region of the program. No entry is asked on the way.
  /// - Errors: there is no such place, or nothing runs; the session then stands where it stood.
  public mutating func go(to place: String) throws(Diagnostic) -> StopReport {
    try ensureRunning()
    _ = try requireRun()
    let destination = try destination(place)
    return try withJourney { journey throws(Diagnostic) in
      let reason = try journey.travel(to: destination)
      return Arrival(reason ?? .place(place))
    }
  }

  private func destination(_ place: String) throws(Diagnostic) -> Journey.Destination {
    if let moment = moment(ofMark: place) { return .moment(moment) }
    switch place {
    case "start": return .position(0)
    case "end": return .position(.max)
    default: break
    }
    if place.hasSuffix("%"), let percent = Double(place.dropLast()),
      (0 ... 100).contains(percent)
    {
      return .position(Int(Double(try space.instructionCount()) * percent / 100))
    }
    let location = try Location(parsing: place)
    try space.check(location)
    return .location(location)
  }

}
