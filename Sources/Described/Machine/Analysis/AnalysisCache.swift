import Simulation
import Support
import Synchronization
import TargetKit

/// What was worked out about a workload, kept for as long as nobody edits it. What was interrupted is
/// not kept.
final class AnalysisCache: Sendable {

  private struct State {
    var races: [Race]?
    var findings: [LintFinding]?
    var clocks: [FormulaTiming: FormulaClock] = [:]
  }

  private let state = Mutex(State())

  /// Pairs of instructions that race, in the order in which they ran; nil if it was interrupted.
  /// - Cost: the first time that of running everything, with a look at what each step touches.
  func races(of program: MachineProgram, _ history: AccessHistory) -> [Race]? {
    state.withLock { state in
      if let races = state.races { return races }
      guard program.description.order.allowsRaces else { return [] }
      let finder = RaceFinder(program, history.records(.max))
      guard !finder.isUnfinished, !Interruption.current.isRequested else { return nil }
      state.races = finder.races
      return finder.races
    }
  }

  /// What can be said before anything runs; nil if it was interrupted.
  func findings(
    of program: MachineProgram, _ history: AccessHistory, _ races: [Race]
  ) -> [LintFinding]? {
    state.withLock { state in
      if let findings = state.findings { return findings }
      var lint = Lint(program, history)
      lint.look(races)
      guard !Interruption.current.isRequested else { return nil }
      state.findings = lint.findings
      return lint.findings
    }
  }

  /// When each instruction runs by a clock; nil if it was interrupted.
  func clock(
    _ timing: FormulaTiming, of program: MachineProgram, _ history: AccessHistory
  ) -> FormulaClock? {
    state.withLock { state in
      if let clock = state.clocks[timing] { return clock }
      let clock = FormulaClock(program, timing, history.records(.max))
      guard !Interruption.current.isRequested else { return nil }
      state.clocks[timing] = clock
      return clock
    }
  }

}
