public import Diagnostics
import GraphIR
import OrderedCollections
import Simulation
import Support
import TargetKit

extension Session {

  // MARK: Places

  /// Goes to a place: `#118`, `50%`, `start`, `end`, or a mark that was set; forward or back, into
  /// any region of the program.
  /// - Errors: there is no such place, or nothing runs; the session then stands where it stood.
  public mutating func go(to place: String) throws(Diagnostic) -> StopReport {
    try ensureRunning()
    try requireExecution()
    let saved = self
    do throws(Diagnostic) {
      return try travel(to: place)
    } catch {
      self = saved
      throw error
    }
  }

  private mutating func travel(to place: String) throws(Diagnostic) -> StopReport {
    if let mark = marks.first(where: { $0.name == place }) { return try travel(to: mark) }
    switch place {
    case "start": return arrive(try go(after: 0), at: place)
    case "end": return arrive(try go(after: Int.max), at: place)
    default: break
    }
    guard place.hasSuffix("%"), let percent = Double(place.dropLast()),
      (0 ... 100).contains(percent)
    else { return try travel(to: Location(parsing: place)) }
    let count = Int(Double(try instructionCount()) * percent / 100)
    return arrive(try go(after: count), at: place)
  }

  /// The report of an arrival, or of what came between.
  private mutating func arrive(_ stop: Stop, at place: String) -> StopReport {
    if stop.isFinal || stop == .interrupted, stop != .end { return finish(report(of: stop)) }
    return finish(StopReport("goto", place))
  }

  private mutating func travel(to mark: NamedMark) throws(Diagnostic) -> StopReport {
    let sample = execution?.host?.sample ?? 0
    if mark.sample != sample {
      guard try enterSample(mark.sample) else {
        throw .error("`\(mark.name)` was set in a run that is over")
      }
    }
    while execution?.runs.indices.contains(mark.run) == false {
      guard try enterRunBehindLast() == nil else {
        throw .error("`\(mark.name)` was set in a run that is over")
      }
    }
    execution?.current = mark.run
    execution?.runs[mark.run].device.seek(
      to: Mark(instruction: mark.instruction, step: mark.step), interruption: interruption)
    return finish(StopReport("goto", "mark `\(mark.name)`"))
  }

  /// Goes to where the first instruction that `location` names is next to run: in the region where
  /// the session stands if it has one, or else in the first region of the program that has.
  private mutating func travel(to location: Location) throws(Diagnostic) -> StopReport {
    try check(location)
    let here = execution?.current ?? 0
    if let number = try instructions(at: location).first { return try travel(to: number, location) }
    var index = 0
    while true {
      while execution?.runs.indices.contains(index) == true {
        execution?.current = index
        if index != here, let number = try instructions(at: location).first {
          return try travel(to: number, location)
        }
        index += 1
      }
      if let stop = try enterRunBehindLast() {
        guard stop == .end else { return finish(report(of: stop)) }
        throw .error("`\(location)` is not in the program")
      }
    }
  }

  private mutating func travel(
    to number: InstructionNumber, _ location: Location
  ) throws(Diagnostic) -> StopReport {
    guard let run = execution?.run, let current = execution?.current else {
      throw .error("nothing runs")
    }
    guard next != number else { return finish(StopReport("goto", "\(location)")) }
    let isDone = run.device.instruction(number)?.isDone ?? false
    let stop =
      isDone
      ? execution?.runs[current].device.runBack(
        until: [.instruction(number)], interruption: interruption)
      : seekForward(number, current)
    if case .condition? = stop { return finish(StopReport("goto", "\(location)")) }
    return finish(report(of: stop ?? .end))
  }

  /// Runs to the instruction, over the ends of streams.
  private mutating func seekForward(_ number: InstructionNumber, _ current: Int) -> Stop? {
    while true {
      let before = execution?.runs[current].device.mark
      let stop = execution?.runs[current].device.run(
        until: [.instruction(number)], interruption: interruption)
      switch stop {
      case .streamEnd?, .race?: break
      case .deadlock? where execution?.runs[current].device.mark != before: break
      default: return stop
      }
      if execution?.runs[current].device.nextInstruction == number { return .condition(0) }
    }
  }

  /// Goes to where `count` instructions of this sample have run, or to the end of the sample.
  private mutating func go(after count: Int) throws(Diagnostic) -> Stop {
    var before = 0
    var index = 0
    while true {
      guard let run = execution?.runs[index] else { return .end }
      let length = run.device.workload.instructionCount
      execution?.current = index
      if count - before <= length {
        return execution?.runs[index].device.seek(
          to: Mark(instruction: count - before), interruption: interruption) ?? .end
      }
      before += length
      index += 1
      if execution?.runs.indices.contains(index) == false {
        if let stop = try enterRunBehindLast() { return stop }
      }
    }
  }

  // MARK: Regions and samples

  /// Runs the newest region to its end and goes to the one behind it, if this sample has one.
  /// - Returns: why there is none: `end`, or what stopped the region.
  private mutating func enterRunBehindLast() throws(Diagnostic) -> Stop? {
    guard let execution, let last = execution.runs.indices.last else { return .end }
    self.execution?.current = last
    let length = execution.runs[last].device.workload.instructionCount
    let stop = self.execution?.runs[last].device.seek(
      to: Mark(instruction: length), interruption: interruption)
    guard stop == .end || stop == .step, execution.isOfProgram else { return stop ?? .end }
    let saved = self
    guard try enterNextRun(), self.execution?.host?.sample == execution.host?.sample else {
      self = saved
      return .end
    }
    return nil
  }

  /// Goes to the end of the run before the current one, in this sample or the one before it.
  /// - Returns: whether there is one.
  mutating func enterPreviousRun() throws(Diagnostic) -> Bool {
    guard let execution else { return false }
    if execution.current > 0 {
      self.execution?.current = execution.current - 1
      return true
    }
    guard let sample = execution.host?.sample, sample > 0, try enterSample(sample - 1) else {
      return false
    }
    while try enterRunBehindLast() == nil {}
    return true
  }

  /// Goes to the first instruction of an earlier sample, which is run again: the history of a sample
  /// is not kept when the next one begins.
  /// - Returns: whether it has instructions.
  private mutating func enterSample(_ sample: Int) throws(Diagnostic) -> Bool {
    guard var host = execution?.host, host.arguments.indices.contains(sample),
      sample <= host.results.count
    else { return false }
    host.sample = sample
    host.results = Array(host.results.prefix(sample))
    host.pending = nil
    host.call = try host.evaluator.begin("main", host.arguments[sample])
    execution?.host = host
    execution?.runs = []
    execution?.current = 0
    outputs = [:]
    return try advanceHost() == .region
  }

}
