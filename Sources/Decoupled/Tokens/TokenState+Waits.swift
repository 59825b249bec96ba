import Simulation
import TargetKit

extension TokenState {

  /// Who waits for whom.
  /// - Parameter now: for each unit the instruction that it stands at, where that is asked for at
  ///   another time than this state has.
  /// - Cost: O(units × log(instructions)).
  func waits(_ plan: MachinePlan, _ pairs: TokenPairs, now: [Int?]? = nil) -> WaitGraph {
    let missing = heads.indices.map { needs(of: $0, pairs) }
    return WaitGraph(of: TokenUnits(state: self, plan: plan, now: now ?? heads, needs: missing))
  }

}

/// The units of a program as they wait for each other.
private struct TokenUnits: WaitingUnits {

  let state: TokenState
  let plan: MachinePlan

  /// For each unit the instruction that it stands at.
  let now: [Int?]

  /// For each unit what its next instruction waits for.
  let needs: [[TokenState.Need]]

  var unitCount: Int { needs.count }

  func name(of unit: Int) -> String { plan.description.units[unit].name }

  func next(of unit: Int) -> InstructionNumber? { plan.number(ofAny: state.next(of: unit)) }

  func state(of unit: Int) -> WaitGraph.Node.State {
    let next = state.next(of: unit)
    if let next, next >= state.fetched { return .unfetched }
    if needs[unit].isEmpty { return .free }
    return now[unit] == next ? .waits : .arrives
  }

  func needs(of unit: Int) -> [WaitGraph.Need] {
    needs[unit].map { need in
      WaitGraph.Need(
        need.reason, queue: plan.description.tokens[need.queue].name, partner: need.partner,
        next: plan.number(ofAny: need.next), pushed: need.pushed, popped: need.popped)
    }
  }

  var unitWithoutRoom: Int? {
    state.fetched < state.end ? Int(state.program.units[state.fetched]) : nil
  }

}
