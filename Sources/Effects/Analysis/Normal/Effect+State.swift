/// Which parts of the state an effect is about.
extension Effect {

  /// The parts that actions write, or add to.
  public var writtenParts: Set<StateID> {
    cases.flatMap(\.actions).reduce(into: []) { parts, action in
      if case .assign(.window(let window), _, _) = action { parts.insert(window.state) }
    }
  }

  /// The parts that values, conditions, bounds and addresses are taken from; one that is added to
  /// is read.
  public var readParts: Set<StateID> {
    var parts: Set<StateID> = []
    for case .cells(let part, _, _) in loops.map(\.domain) { parts.insert(part) }
    for scalar in scalars {
      scalar.visit {
        if case .cell(let part, _) = $0 { parts.insert(part) }
        return true
      }
    }
    for case .assign(let target, let value, let adds) in cases.flatMap(\.actions) {
      parts.formUnion(value.windows.map(\.state))
      parts.formUnion(value.gathered)
      if adds, case .window(let window) = target { parts.insert(window.state) }
    }
    return parts
  }

}
