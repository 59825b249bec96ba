import Effects

extension MachineForm {

  /// The parts on whose numbers it depends what instructions touch, and those that these are made
  /// of.
  private var decidingParts: Set<StateID> {
    var parts: Set<StateID> = []
    for effect in instructions.map(\.effect) {
      for scalar in effect.scalars { scalar.insertCells(into: &parts) }
      for loop in effect.loops {
        if case .cells(let part, _, _) = loop.domain { parts.insert(part) }
      }
    }
    parts = Set(parts.map { root(of: $0) })
    let assignments = instructions.flatMap { $0.effect.cases.flatMap(\.actions) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for case .assign(.window(let target), let value, _) in assignments
      where parts.contains(root(of: target.state)) {
        for part in value.windows.map(\.state) + value.gathered
        where parts.insert(root(of: part)).inserted { isGrowing = true }
      }
    }
    return parts
  }

}

extension MachineForm {

  /// The same machine without what has no say in what instructions touch.
  var decidingAlone: MachineForm {
    let parts = decidingParts
    var reduced = self
    for index in instructions.indices {
      reduced.instructions[index].effect.keepWriting(parts, in: self)
    }
    return reduced
  }

}

extension Effect {

  /// Leaves out what does not write these parts.
  fileprivate mutating func keepWriting(_ parts: Set<StateID>, in machine: MachineForm) {
    removeActions { action in
      guard case .assign(.window(let target), _, _) = action else { return true }
      return !parts.contains(machine.root(of: target.state))
    }
  }

  /// Leaves actions out; an effect without any has no steps.
  mutating func removeActions(where isOut: (Action) -> Bool) {
    for index in cases.indices { cases[index].actions.removeAll(where: isOut) }
    guard cases.allSatisfy(\.actions.isEmpty) else { return }
    (loops, bindings, cases) = ([], [], [Case([])])
  }

}

extension Action {

  /// Whether it takes numbers from the host.
  var readsHost: Bool {
    guard case .assign(_, let value, _) = self else { return false }
    return !value.hostWindows.isEmpty
  }

}

extension Scalar {

  /// Inserts the parts of which a cell is read.
  fileprivate func insertCells(into parts: inout Set<StateID>) {
    switch self {
    case .constant, .variable: break
    case .cell(let part, let places):
      parts.insert(part)
      for place in places { place.insertCells(into: &parts) }
    case .bits(let a, _, _, _), .unary(_, let a): a.insertCells(into: &parts)
    case .binary(_, let a, let b):
      a.insertCells(into: &parts)
      b.insertCells(into: &parts)
    case .choice(let a, let b, let c):
      for scalar in [a, b, c] { scalar.insertCells(into: &parts) }
    }
  }

}
