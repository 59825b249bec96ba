import Diagnostics
import ISA
import Support

/// What the names of an effect mean.
struct EffectScope: Sendable {

  enum Meaning: Sendable {
    case part(StateID)
    case variable(VariableID)

    /// Places that `let` gives a name.
    case places(lower: Scalar, upper: Scalar)
  }

  let state: [StatePart]

  private(set) var variables: [Effect.Variable] = []
  private var meanings: [String: Meaning] = [:]

  /// The fields of what a loop over cells gives.
  private var cellFields: [VariableID: [Field]] = [:]

  init(state: [StatePart]) {
    self.state = state
    for (index, part) in state.enumerated() { meanings[part.name] = .part(StateID(index)) }
  }

  subscript(name: String) -> Meaning? { meanings[name] }

  subscript(id: StateID) -> StatePart { state[id.index] }

  func fields(of id: VariableID) -> [Field]? { cellFields[id] }

  /// Of all that have one, in order.
  var names: [String] { meanings.keys.sorted() }

  /// - Errors: the name means something else already.
  mutating func declare(
    _ name: String, field: Field? = nil, cells: [Field]? = nil, at place: Place
  ) throws(Diagnostic) -> VariableID {
    let id = VariableID(variables.count)
    variables.append(Effect.Variable(name, field: field))
    cellFields[id] = cells
    try give(name, .variable(id), at: place)
    return id
  }

  /// - Errors: the name means something else already.
  mutating func declare(
    _ name: String, lower: Scalar, upper: Scalar, at place: Place
  ) throws(Diagnostic) {
    try give(name, .places(lower: lower, upper: upper), at: place)
  }

  private mutating func give(
    _ name: String, _ meaning: Meaning, at place: Place
  ) throws(Diagnostic) {
    if let other = meanings[name] {
      throw .error(
        "`\(name)` is \(kind(other)) already", at: place, hints: ["give it a name of its own"])
    }
    meanings[name] = meaning
  }

  func kind(_ meaning: Meaning) -> String {
    switch meaning {
    case .part: "a part of the state"
    case .variable(let id):
      variables[id.index].field == nil ? "a number with a name" : "a field of the instruction"
    case .places: "a range with a name"
    }
  }

  /// An error about a name that means nothing, with the nearest that does.
  func unknown(_ name: String, among names: [String]? = nil, at place: Place) -> Diagnostic {
    let near = nearest(to: name, in: names ?? self.names, most: 1).map { "did you mean `\($0)`?" }
    return .error(
      "nothing is called `\(name)`", at: place,
      hints: near.isEmpty
        ? ["names are fields, parts of the state, loops of `for` and what `let` says"] : near)
  }

}
