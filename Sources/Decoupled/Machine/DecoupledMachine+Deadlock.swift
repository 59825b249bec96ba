import Simulation
import TargetKit

extension DecoupledMachine {

  /// Who waits for whom, and what would mend it, where no unit can go on.
  /// - Cost: that of a search for repairs the first time.
  var deadlock: Deadlock {
    let finder = plan.analysis.deadlocksByClock(of: plan)
    return finder.deadlock(
      state(in: finder.program), plan, repairs: plan.analysis.repairs(of: plan))
  }

  /// Whether a unit waits at an instruction that never runs, whatever the others still do.
  ///
  /// Whoever runs a machine asks for the finder once; if its streams complete, nothing has to be
  /// asked while they run.
  /// - Cost: O(units).
  func isDeadlockCertain(_ finder: DeadlockFinder) -> Bool {
    guard !finder.completes else { return false }
    return finder.stuck.indices.contains { unit in
      guard let index = finder.stuck[unit] else { return false }
      return head(of: unit) == index && missing(for: index) != nil
    }
  }

  /// Who waits for whom now, whether others can go on or not.
  var waits: WaitGraph {
    let finder = plan.analysis.deadlocksByClock(of: plan)
    return state(in: finder.program).waits(plan, finder.pairs)
  }

  private func state(in program: TokenProgram) -> TokenState {
    let heads = plan.unitInstructions.indices.map { unit -> Int? in
      guard let index = head(of: unit), index != state.running(unit) else { return nil }
      return index
    }
    return TokenState(
      program, heads: heads, finished: state.heads, fetched: state.fetched,
      end: plan.streamEnds.isEmpty ? 0 : plan.streamEnds[state.stream])
  }

  /// The last instruction of each unit that the end of the stream does not wait for: a machine with
  /// another pace may be late with it.
  var unawaited: [Int] {
    guard state.lastFinished != nil, !plan.streamEnds.isEmpty else { return [] }
    let finder = plan.analysis.deadlocks(of: plan)
    return plan.analysis.order(of: plan).unawaited(
      state.stream, finder.program, finder.simulation)
  }

}
