import Effects

/// One number of the state that instructions compute with.
struct Cell: Hashable, Sendable {

  var part: StateID
  var places: [Int]

  init(_ part: StateID, _ places: [Int]) {
    self.part = part
    self.places = places
  }

  /// Whether this one comes first in an order that is always the same.
  func isBefore(_ other: Cell) -> Bool {
    part == other.part
      ? places.lexicographicallyPrecedes(other.places) : part.index < other.part.index
  }

}

/// What a number is looked for.
enum Unknown: Hashable, Sendable {

  case field(VariableID)
  case cell(Cell)

  /// What helps to say that bits of a number, or its quotient, are these.
  case helper(Int)

}
