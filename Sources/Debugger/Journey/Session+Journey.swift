import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

/// The journey of the session: how it begins, and how it is given to those who move it.
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
    guard var own = journey.take() else { throw nothingRuns }
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
    if direction == .forward { try ensureRunning() } else { try requireJourney() }
  }

  /// Begins to run the program where nothing runs yet.
  mutating func ensureRunning() throws(Diagnostic) {
    guard journey == nil else { return }
    try beginProgram()
    _ = try withJourney { journey throws(Diagnostic) in
      _ = try journey.advanceHost()
      return Arrival(.begin)
    }
  }

  /// - Errors: nothing runs.
  func requireJourney() throws(Diagnostic) {
    guard journey?.run == nil else { return }
    throw nothingRuns
  }

  private var nothingRuns: Diagnostic {
    .error(
      "nothing runs", hints: ["`run` runs the program, `stream load DIR` loads instructions"])
  }

  /// Stands before the first operator of the program.
  /// - Errors: nothing is loaded, or the inputs do not fit.
  mutating func beginProgram() throws(Diagnostic) {
    let program = try requireHistory().program
    let arguments = try hostArguments()
    journey = Journey(try makeHost(program, arguments), program.module)
    outputs = [:]
    for (target, count) in program.idleTargets { report(idleNote(target, count)) }
  }

  /// Says that the host runs what was meant for `target`.
  private func idleNote(_ target: String, _ count: Int) -> Diagnostic {
    let isLeft = remainingPasses.contains { $0.target == target }
    let regions = count == 1 ? "the region" : "all \(count) regions"
    var note = Diagnostic.note(
      "the host runs \(regions) of `\(target)`: nothing is lowered to instructions for it")
    if isLeft { note.hints = ["`apply --all` lowers what can be"] }
    return note
  }

  /// What the host does of `program`, with its regions on devices that run as is set.
  /// - Errors: the program has no `main` that takes the arguments.
  func makeHost(
    _ program: Program, _ arguments: [[Value]], stopsAtRaces: Bool? = nil
  ) throws(Diagnostic) -> HostRun {
    let first = Dictionary(
      program.streamRegions.map { ($0.name, $0.region.workload.first) }, uniquingKeysWith: { $1 })
    let regions = program.lowered.compactMapValues { $0 as? any RunnableRegion }
    var numbered: [String: HostRun.Region] = [:]
    for (name, region) in regions {
      numbered[name] = HostRun.Region(region: region, first: first[name] ?? 0)
    }
    let targets = targets
    let options = runOptions(stopsAtRaces: stopsAtRaces)
    return try HostRun(program.module, numbered, arguments, hooks: EvaluationHooks()) {
      name throws(Diagnostic) in
      var targets = targets
      return (try targets.make(name).makeDevice(), options)
    }
  }

  /// The outputs by name, once everything has run: those of all samples one after the other on the
  /// first axis.
  private mutating func takeOutputs() throws(Diagnostic) {
    guard let host = journey?.host, host.isFinished else {
      if journey?.isOfProgram == true { outputs = [:] }
      return
    }
    guard outputs.isEmpty else { return }
    let names = try requireModel().outputNames
    for index in host.results.first?.indices ?? 0 ..< 0 {
      let name = names.indices.contains(index) ? names[index] : "output\(index)"
      outputs[name] = try Tensor.stacked(host.results.map { $0[index] })
    }
  }

}
