public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  // MARK: Whole runs

  /// Runs from the beginning to the next stop.
  /// - Errors: there is nothing to run, or the host refuses an operator.
  public mutating func run() throws(Diagnostic) -> StopReport {
    try restart()
    return try resume(isStart: true)
  }

  /// Goes to the first instruction.
  /// - Errors: as of `run`.
  public mutating func start() throws(Diagnostic) -> StopReport {
    try restart()
    if execution?.isOfProgram == true, try advanceHost() == .finished {
      return finish(StopReport("end", "end of the program, which has no instructions"))
    }
    return finish(StopReport("start", "start"))
  }

  /// Stands before everything, with all that was recorded forgotten for a program, and kept for
  /// streams.
  private mutating func restart() throws(Diagnostic) {
    if let execution, !execution.isOfProgram {
      self.execution?.current = 0
      if let run = execution.runs.first,
        try run.device.options != runOptions(run.device.description)
      {
        return try beginAgain()
      }
      self.execution?.runs[0].device.seek(to: Mark(), interruption: interruption)
      return
    }
    try beginProgram()
  }

  /// Begins to run the program where nothing runs yet.
  mutating func ensureRunning() throws(Diagnostic) {
    guard execution == nil else { return }
    try beginProgram()
    _ = try advanceHost()
  }

  /// Goes on to the next stop.
  /// - Parameter isStart: whether a breakpoint at the very place where it stands counts.
  /// - Errors: as of `run`.
  public mutating func resume(isStart: Bool = false) throws(Diagnostic) -> StopReport {
    do throws(Diagnostic) {
      return try runForward(isStart: isStart)
    } catch {
      return try interruption(error)
    }
  }

  /// The stop that an interruption of the host is; what else went wrong is thrown on.
  private mutating func interruption(
    _ error: Diagnostic, isBackwards: Bool = false
  ) throws(Diagnostic) -> StopReport {
    guard error.failure == .interrupted else { throw error }
    var report = StopReport("interrupted", "interrupted", failure: .interrupted)
    if let host = execution?.host, host.arguments.count > 1 {
      report.reason += " in sample \(host.sample + 1) of \(host.arguments.count)"
    }
    return finish(report, isBackwards: isBackwards)
  }

  private mutating func runForward(isStart: Bool) throws(Diagnostic) -> StopReport {
    if execution == nil { try beginProgram() }
    if execution?.runs.isEmpty == true, try advanceHost() == .finished { return programEnd() }
    if isStart, let report = try stopHere() { return report }
    while true {
      let conditions = try conditions()
      guard let stop = runDevice(until: conditions.map(\.condition)) else { return programEnd() }
      switch stop {
      case .condition(let index):
        let numbers = conditions.filter { $0.condition == conditions[index].condition }.map(\.entry)
        if let report = try hit(numbers) { return report }
      case .end:
        guard try enterNextRun() else { return programEnd() }
        if let report = try stopHere() { return report }
      default: return finish(report(of: stop))
      }
    }
  }

  /// Goes back to the last stop before this one.
  /// - Errors: nothing runs.
  public mutating func resumeBack() throws(Diagnostic) -> StopReport {
    try requireExecution()
    let before = execution
    do throws(Diagnostic) {
      return try runBackward()
    } catch {
      // On the way to an earlier sample there may be no instruction to stand at.
      if execution?.run == nil { execution = before }
      return try interruption(error, isBackwards: true)
    }
  }

  private mutating func runBackward() throws(Diagnostic) -> StopReport {
    while true {
      let conditions = try conditions()
      guard let current = execution?.current, let before = execution?.run?.device.mark else {
        break
      }
      let stop =
        execution?.runs[current].device.runBack(
          until: conditions.map(\.condition), interruption: interruption) ?? .start
      switch stop {
      case .condition(let index):
        let numbers = conditions.filter { $0.condition == conditions[index].condition }.map(\.entry)
        if let report = try hit(numbers, isBackwards: true) { return report }
      case .start:
        if before != Mark(), let report = try stopHere(isBackwards: true) { return report }
        guard try !enterPreviousRun() else { continue }
        return finish(report(of: stop), isBackwards: true)
      default: return finish(report(of: stop), isBackwards: true)
      }
    }
    return finish(StopReport("start", "start"), isBackwards: true)
  }

  private mutating func runDevice(until conditions: [StopCondition]) -> Stop? {
    guard let current = execution?.current, execution?.run != nil else { return nil }
    return execution?.runs[current].device.run(until: conditions, interruption: interruption)
  }

  /// Goes from a device that is done to what comes behind it.
  /// - Returns: whether there is anything.
  mutating func enterNextRun() throws(Diagnostic) -> Bool {
    guard let execution else { return false }
    if execution.current + 1 < execution.runs.count {
      self.execution?.current += 1
      self.execution?.runs[execution.current + 1].device.seek(
        to: Mark(), interruption: interruption)
      return true
    }
    guard let host = execution.host, !host.isFinished else { return false }
    if host.pending != nil { try finishRegion() }
    return try advanceHost() == .region
  }

  // MARK: Stops

  /// The stop at the place where it stands, if a breakpoint names its instruction.
  private mutating func stopHere(isBackwards: Bool = false) throws(Diagnostic) -> StopReport? {
    guard let run = execution?.run, let next = run.device.nextInstruction else { return nil }
    let here = try conditions().filter { $0.condition == .instruction(next) }.map(\.entry)
    let state = run.device.instruction(next)
    let formats = try conditions().filter { condition, _ in
      if case .format(let name) = condition { name == state?.format } else { false }
    }.map(\.entry)
    return here.isEmpty && formats.isEmpty ? nil : try hit(here + formats, isBackwards: isBackwards)
  }

  /// Counts a hit of the entries with these numbers.
  /// - Returns: the report of the stop, unless none of them wants one.
  private mutating func hit(
    _ numbers: [Int], isBackwards: Bool = false
  ) throws(Diagnostic) -> StopReport? {
    var reasons: [String] = []
    for number in numbers {
      guard let entry = stopList.entries.first(where: { $0.number == number }) else { continue }
      if let condition = entry.condition, try evaluate(condition) == 0 { continue }
      if entry.ignored > 0 {
        try stopList.change(number) { $0.ignored -= 1 }
        continue
      }
      try stopList.change(number) { $0.hits += 1 }
      if entry.kind == .log {
        logged.append(try formatted(entry))
        continue
      }
      reasons.append(reason(of: entry))
      if entry.isTemporary { try stopList.remove(number) }
    }
    guard !reasons.isEmpty else { return nil }
    let isWatch = reasons[0].hasPrefix("watch")
    var report = StopReport(
      isWatch ? "watchpoint" : "breakpoint", reasons.joined(separator: ", "))
    if isWatch {
      report.details.append(
        isBackwards
          ? "the state is the one before the instruction" : "the state is the one after it")
    }
    return finish(report, isBackwards: isBackwards)
  }

  private func reason(of entry: StopList.Entry) -> String {
    switch entry.kind {
    case .write, .read, .access: "watchpoint \(entry.number) (\(entry.summary))"
    default: "\(entry.isTemporary ? "temporary " : "")breakpoint \(entry.number)"
    }
  }

  private mutating func programEnd() -> StopReport {
    var report = StopReport("end", "end of the program")
    if let host = execution?.host {
      if host.arguments.count > 1 { report.reason += ", \(host.arguments.count) samples" }
      report.details += outputs.map { name, value in "output \(name): \(summary(of: value))" }
    } else {
      report.reason = "end of the last stream"
    }
    return finish(report)
  }

  /// - Errors: nothing runs.
  func requireExecution() throws(Diagnostic) {
    guard execution?.run == nil else { return }
    throw .error(
      "nothing runs", hints: ["`run` runs the program, `stream load DIR` loads instructions"])
  }

}
