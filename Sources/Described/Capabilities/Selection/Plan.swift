import Effects

/// Instructions that do something, and what is known behind them.
struct Plan: Sendable {

  private(set) var steps: [Step] = []
  private(set) var known: Known

  /// One instruction, and the way in which it runs.
  struct Step: Sendable {
    var way: Int
    var call: Call

    init(way: Int, _ call: Call) { (self.way, self.call) = (way, call) }
  }

  /// Nothing at all.
  init(known: Known) { self.known = known }

  var calls: [Call] { steps.map(\.call) }

  /// Whether this one has fewer calls, or leaves more known after as many.
  func isBetter(than other: Plan) -> Bool {
    (steps.count, -known.cells.count) < (other.steps.count, -other.known.cells.count)
  }

  /// With the calls of another one behind, which goes on from what is known here.
  func then(_ next: Plan) -> Plan {
    var plan = next
    plan.steps = steps + next.steps
    return plan
  }

  /// - Parameter footprint: what the instruction touches.
  mutating func append(
    _ step: Step, _ frame: [Int], touching footprint: Footprint, by planner: Planner
  ) {
    steps.append(step)
    known.forget(footprint, in: planner.machine)
    known.run(planner.ways[step.way], frame, in: planner.machine)
  }

}

/// That a hidden array is a copy of numbers of a memory.
struct ArrayWish: Hashable, Sendable {

  var array: StateID

  /// A part that is no view, and the numbers of it, row by row.
  var part: StateID
  var walk: Walk

  func moved(by offset: Int) -> ArrayWish {
    ArrayWish(array: array, part: part, walk: walk.moved(by: offset))
  }

  /// What is known of the array once it is so.
  var content: Known.Content { Known.Content(part: part, walk: walk.simplified()) }

}
