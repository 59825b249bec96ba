import Simulation
import TargetKit

extension TokenState {

  /// Who waits for whom.
  /// - Parameter now: for each unit the instruction that it stands at, where that is asked for at
  ///   another time than this state has.
  /// - Cost: O(units × log(instructions)).
  func waits(_ plan: MachinePlan, _ pairs: TokenPairs, now: [Int?]? = nil) -> WaitGraph {
    var builder = WaitGraphBuilder(
      state: self, plan: plan, now: now ?? heads, needs: heads.indices.map { needs(of: $0, pairs) })
    for unit in heads.indices { builder.add(unit) }
    return WaitGraph(nodes: builder.nodes, edges: builder.edges)
  }

}

/// Gives units their places in a graph of waits.
private struct WaitGraphBuilder {

  let state: TokenState
  let plan: MachinePlan
  let now: [Int?]

  /// For each unit what its next instruction waits for.
  let needs: [[TokenState.Need]]

  private(set) var nodes: [WaitGraph.Node] = []
  private(set) var edges: [WaitGraph.Edge] = []

  /// For each unit its place among the nodes.
  private var places: [Int?]

  init(state: TokenState, plan: MachinePlan, now: [Int?], needs: [[TokenState.Need]]) {
    self.state = state
    self.plan = plan
    self.now = now
    self.needs = needs
    places = state.heads.map { _ in nil }
  }

  /// Adds all that a unit waits for.
  mutating func add(_ unit: Int) {
    for need in needs[unit] {
      let from = node(of: unit)
      edges.append(
        WaitGraph.Edge(
          from: from, to: node(of: need.partner), need.reason,
          queue: plan.description.tokens[need.queue].name, partner: plan.number(ofAny: need.next),
          pushed: need.pushed, popped: need.popped))
    }
  }

  private mutating func node(of unit: Int) -> Int {
    if let place = places[unit] { return place }
    let place = nodes.count
    places[unit] = place
    let next = state.next(of: unit)
    let isUnfetched = next.map { $0 >= state.fetched } ?? false
    let standing: WaitGraph.Node.State =
      if isUnfetched { .unfetched } else if needs[unit].isEmpty { .free } else {
        now[unit] == next ? .waits : .arrives
      }
    nodes.append(
      WaitGraph.Node(
        unit: plan.description.units[unit].name, instruction: plan.number(ofAny: next),
        state: standing))
    if isUnfetched { addFetch(from: place) }
    return place
  }

  /// Fetching goes in order: what is not fetched waits for room in the queue of one unit.
  private mutating func addFetch(from place: Int) {
    guard state.fetched < state.end else { return }
    let unit = Int(state.program.units[state.fetched])
    edges.append(
      WaitGraph.Edge(
        from: place, to: node(of: unit), .fetch, queue: plan.description.units[unit].name,
        partner: plan.number(ofAny: state.next(of: unit))))
  }

}
