import Effects

/// Calls that do something, and what is known behind them.
struct Plan: Sendable {

  var calls: [Call] = []
  var known: Known

  /// Whether this one has fewer calls, or leaves more known after as many.
  func isBetter(than other: Plan) -> Bool {
    (calls.count, -known.cells.count) < (other.calls.count, -other.known.cells.count)
  }

  /// With the calls of another one behind, which goes on from what is known here.
  func then(_ next: Plan) -> Plan { Plan(calls: calls + next.calls, known: next.known) }

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
