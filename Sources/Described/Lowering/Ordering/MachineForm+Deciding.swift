import Effects

extension MachineForm {

  /// The parts on whose numbers it depends what instructions touch, and those that these are made
  /// of.
  private var decidingParts: Set<StateID> {
    var parts: Set<StateID> = []
    for effect in instructions.map(\.effect) {
      for scalar in effect.decidingScalars { scalar.insertCells(into: &parts) }
      for loop in effect.loops {
        if case .cells(let part, _, _) = loop.domain { parts.insert(part) }
      }
    }
    parts = Set(parts.map { root(of: $0) })
    let links = instructions.flatMap { sources(of: $0.effect) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for (target, read) in links where parts.contains(target) {
        for part in read where parts.insert(part).inserted { isGrowing = true }
      }
    }
    return parts
  }

  /// The parts that an effect writes, each with those that the numbers for it are made of.
  private func sources(of effect: Effect) -> [(target: StateID, read: Set<StateID>)] {
    effect.cases.flatMap(\.actions).compactMap { action in
      guard case .assign(.window(let target), let value, _) = action else { return nil }
      var read = Set(value.windows.map(\.state) + value.gathered)
      for scalar in value.scalars + effect.bindings.map(\.value) {
        scalar.insertCells(into: &read)
      }
      return (root(of: target.state), Set(read.map { root(of: $0) }))
    }
  }

}

extension Effect {

  /// The scalars on which it depends whether the effect does something, how often, and where: not
  /// those that are numbers which it computes with.
  fileprivate var decidingScalars: [Scalar] {
    var found = loops.flatMap { loop in
      switch loop.domain {
      case .numbers(let lower, let upper), .cells(_, let lower, let upper): [lower, upper]
      }
    }
    for each in cases {
      found += each.condition.map { [$0] } ?? []
      found += each.actions.flatMap(\.decidingScalars)
    }
    var used = found.reduce(into: Set<VariableID>()) { $0.formUnion($1.variables) }
    for binding in bindings.reversed() where used.contains(binding.variable) {
      found.append(binding.value)
      used.formUnion(binding.value.variables)
    }
    return found
  }

}

extension Action {
  fileprivate var decidingScalars: [Scalar] {
    switch self {
    case .assign(let target, let value, _): target.scalars + value.decidingScalars
    case .stop, .barrier: []
    case .queue(_, _, let count): [count]
    }
  }
}

extension Value {
  fileprivate var decidingScalars: [Scalar] {
    let own: [Scalar] =
      switch node {
      case .window(let window): window.scalars
      case .host(let window): window.scalars
      case .pad(_, let sides, _): sides.flatMap { [$0.before, $0.behind] }
      default: []
      }
    return own + operands.flatMap(\.decidingScalars)
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
