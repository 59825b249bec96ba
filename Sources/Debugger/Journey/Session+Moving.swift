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
    guard journey?.run == nil else { return finish(Arrival(.begin), .forward) }
    return try withJourney { journey throws(Diagnostic) in
      try journey.advanceHost() == .region ? Arrival(.begin) : Arrival(journey.end)
    }
  }

  /// Goes on to the next stop, or back to the last one before this.
  /// - Errors: as of `run`; going back, nothing runs.
  public mutating func resume(_ direction: Direction = .forward) throws(Diagnostic) -> StopReport {
    try prepareToMove(direction)
    return try move(toward: ContinueGoal(), direction)
  }

  /// Stands before everything, with all that was recorded forgotten for a program, and kept for
  /// streams.
  private mutating func restart() throws(Diagnostic) {
    guard let run = journey?.runs.first, journey?.isOfProgram == false else {
      return try beginProgram()
    }
    if run.device.options != runOptions { return try beginAgain() }
    journey?.runs[0].device.seek(to: Mark(), interruption: .never)
  }

  // MARK: Steps

  /// Goes `count` steps forward or back, as far as there are any.
  /// - Errors: there is nothing to run, the host refuses an operator, or no clock counts cycles.
  public mutating func step(
    _ unit: StepUnit, count: Int, _ direction: Direction
  ) throws(Diagnostic) -> StopReport {
    try prepareToMove(direction)
    guard journey?.run != nil else {
      return try move(toward: ContinueGoal(), direction)
    }
    return try move(toward: try goal(unit, count), direction)
  }

  private mutating func goal(_ unit: StepUnit, _ count: Int) throws(Diagnostic) -> any Goal {
    switch unit {
    case .instruction: return InstructionGoal(count)
    case .microOp: return MicroStepGoal(count)
    case .cycle:
      guard try journey?.run?.device.clocked().cycle != nil else {
        throw .error(
          "an instruction is one step of the functional clock",
          hints: ["`timing` shows the clocks that count cycles"])
      }
      return MicroStepGoal(count)
    case .statement: return groupGoal(.statement, count)
    case .operation: return groupGoal(.node, count)
    case .region: return RegionGoal()
    case .unit(let name):
      if let name { try check(.unit(name, 0)) }
      guard let unit = name ?? next.flatMap({ instruction($0)?.unit }) else {
        return InstructionGoal(count)
      }
      return UnitGoal(unit, count: count)
    }
  }

  /// Where nothing is known of what instructions were made from, everything belongs together.
  private mutating func groupGoal(_ level: InstructionGroups.Level, _ count: Int) -> any Goal {
    if journey?.run?.groups(level).isEmpty == true {
      let what = level == .statement ? "tile statements" : "nodes"
      report(
        .note("this stream has no \(what): it goes to the next stop; `si` steps one instruction"))
    }
    return GroupGoal(level, count: count)
  }

  /// Goes on to a location, or until an expression is not 0.
  /// - Errors: the text is neither, or nothing runs.
  public mutating func goOn(
    until text: String, _ direction: Direction
  ) throws(Diagnostic) -> StopReport {
    try prepareToMove(direction)
    guard !text.isEmpty else { throw .error("a location or an expression is missing") }
    guard let location = try? Location(parsing: text) else {
      return try move(
        toward: ExpressionGoal(expression: try Expression(parsing: text), text: text), direction)
    }
    try check(location)
    return try move(toward: PlaceGoal(location: location), direction)
  }

  // MARK: Places

  /// Goes to a place: `#118`, `50%`, `start`, `end`, or a mark that was set; forward or back, into
  /// any region of the program. No entry is asked on the way.
  /// - Errors: there is no such place, or nothing runs; the session then stands where it stood.
  public mutating func go(to place: String) throws(Diagnostic) -> StopReport {
    try ensureRunning()
    try requireJourney()
    let destination = try destination(place)
    return try withJourney { journey throws(Diagnostic) in
      let reason = try journey.travel(to: destination)
      return Arrival(reason ?? .place(place))
    }
  }

  private func destination(_ place: String) throws(Diagnostic) -> Journey.Destination {
    if let mark = marks.first(where: { $0.name == place }) { return .moment(mark.moment) }
    switch place {
    case "start": return .position(0)
    case "end": return .position(.max)
    default: break
    }
    if place.hasSuffix("%"), let percent = Double(place.dropLast()),
      (0 ... 100).contains(percent)
    {
      return .position(Int(Double(try instructionCount()) * percent / 100))
    }
    let location = try Location(parsing: place)
    try check(location)
    return .location(location)
  }

}

/// What a step counts.
public enum StepUnit: Sendable, Hashable {
  case instruction
  case microOp
  /// Of the cycle clock.
  case cycle
  /// To another statement of the tile program.
  case statement
  /// To another node of the graph.
  case operation
  /// To the next instruction of one unit.
  case unit(String?)
  /// To the end of what the device runs.
  case region
}
