public import Diagnostics
import Drivers
import Simulation
import Support
import TargetKit
import Tensors

extension Session {

  /// Runs what runs here on devices behind drivers, and compares each result with the simulator's.
  /// Nothing of what runs here changes.
  /// - Errors: nothing can run, there is no driver, it is none for this program, or no code may be
  ///   loaded.
  /// - Cost: a run of each region; of the first that is not right, O(log(instructions)) more.
  public mutating func compareWithDriver(_ call: DriverCall) throws(Diagnostic) -> DriverAnswer {
    try checkCodeMayBeLoaded()
    let finished = try finishedJourney()
    let space = ProgramSpace(journey: finished, history: history, targets: targets)
    var answer = DriverAnswer(runs: [])
    var told: Set<String> = []
    for run in try comparable(finished.runs, call) {
      guard answer.firstWrong == nil, let path = driver(of: run, call) else {
        answer.runs.append(DriverAnswer.Run(run))
        continue
      }
      try check(path)
      if told.insert(path).inserted {
        var note = Diagnostic.note("`\(path)` is loaded and run, in a process of its own")
        note.hints = ["`set safe on` refuses it"]
        report(note)
      }
      do throws(Diagnostic) {
        answer.runs.append(try compare(run, path, call, in: space))
      } catch {
        // What fails leaves no other note.
        throw error.adding("`\(path)` was tried in a process of its own")
      }
    }
    return answer
  }

  private func compare(
    _ run: Journey.Run, _ path: String, _ call: DriverCall, in space: ProgramSpace
  ) throws(Diagnostic) -> DriverAnswer.Run {
    let bench = try DriverBench(
      try run.device.drivable(), path: path, seconds: call.seconds, interruption: interruption)
    var search = DriverSearch(bench, progress: progress)
    let finding = try search.finding(looksAtEach: call.looksAtEach)
    var result = DriverAnswer.Run(run)
    result.driver = path
    result.verdict = finding.verdict
    result.comparesMemories = search.bench.readsMemories
    result.storedMemory = search.bench.storedMemory
    result.probes = search.bench.probes
    switch finding.outcome {
    case .same: break
    case .differs(let differences): result.differences = differences
    case .fails(let failure):
      result.failure = failure.phrase
      result.wayOut = failure.wayOut
      result.printed = failure.printed
    }
    if let position = finding.position, let number = run.device.finished(position)?.number {
      let origin = space.origin(of: number)
      result.culprit = DriverAnswer.Culprit(
        instruction: space.named(number), statement: origin.statement, nodes: origin.nodes,
        sources: origin.sources, isFirst: finding.isFirst)
    }
    return result
  }

  /// What runs, at its end.
  /// - Errors: nothing can run, or it does not come to its end.
  private mutating func finishedJourney() throws(Diagnostic) -> Journey {
    var own: Journey
    if let journey {
      own = journey
    } else {
      let program = try requireHistory().program
      own = try makeJourney(program, try hostArguments(), runOptions)
    }
    own.interruption = interruption
    if own.isOfProgram { _ = try own.runToEnd() }
    guard !own.runs.isEmpty else {
      throw .error(
        "nothing of the program is instructions", hints: ["`apply --all` makes some of a model"])
    }
    for index in own.runs.indices {
      let end = own.runs[index].end
      if own.runs[index].device.seek(to: end, interruption: interruption) == .interrupted {
        throw .interrupted
      }
      guard own.runs[index].device.mark == end else {
        throw .error(
          "`\(own.runs[index].name)` does not come to its end in the simulator",
          notes: own.runs[index].device.explanation().lines,
          hints: ["`run` and `why` say more; a device is compared with a program that works"])
      }
    }
    return own
  }

  /// What devices behind drivers could run, some of which have one.
  /// - Errors: there is none of it, or neither the user nor a description names a driver.
  private func comparable(
    _ runs: [Journey.Run], _ call: DriverCall
  ) throws(Diagnostic) -> [Journey.Run] {
    let own = runs.filter { $0.device is any Drivable }
    guard let first = own.first else {
      _ = try runs.first?.device.drivable()
      return []
    }
    guard own.contains(where: { driver(of: $0, call) != nil }) else {
      throw .error(
        "`\(first.device.target.name)` has no driver",
        hints: [
          "`driver compare FILE` names a library, and so does `driver: FILE` in a description",
          "`driver header` prints what such a library offers",
        ])
    }
    return own
  }

  /// The path of the driver of a run: what the user says, or the description.
  private func driver(of run: Journey.Run, _ call: DriverCall) -> String? {
    let target = targets.known.first { $0.description.name == run.device.target.name }
    guard let path = (call.path ?? target?.driver).map(expandingHome) else { return nil }
    // The loader looks for what has no folder in folders of its own.
    return path.contains("/") ? path : "./" + path
  }

  /// - Errors: there is no such file.
  private func check(_ path: String) throws(Diagnostic) {
    guard fileExists(path) else {
      throw .error(
        "there is no driver `\(path)`",
        hints: ["`driver:` of a description is a path from the folder that the description is in"])
    }
  }

}

extension Diagnostic {
  fileprivate func adding(_ note: String) -> Diagnostic {
    var other = self
    other.notes.append(note)
    return other
  }
}

extension DriverAnswer.Run {

  /// What has not been compared.
  fileprivate init(_ run: Journey.Run) {
    self.init(
      name: run.name, target: run.device.target.name,
      instructionCount: run.device.workload.instructionCount, verdict: .skipped, differences: [],
      printed: [], comparesMemories: false, probes: 0)
  }

}
