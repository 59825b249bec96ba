import ISA

extension Effect {

  /// As the entries of a description say it; read with the same fields and state it is this effect.
  public func text(in state: [StatePart]) -> EffectText {
    let printer = EffectPrinter(self, state)
    return EffectText(
      for: loops.isEmpty ? nil : loops.map { printer.text(of: $0) }.joined(separator: ", "),
      letting: bindings.isEmpty
        ? nil : bindings.map { printer.text(of: $0) }.joined(separator: "; "),
      cases: cases.map { instructionCase in
        (
          instructionCase.condition.map { printer.text(of: $0) },
          instructionCase.actions.isEmpty
            ? "nothing"
            : instructionCase.actions.map { printer.text(of: $0) }.joined(separator: "; ")
        )
      })
  }

  /// With numbers in place of variables, for those that `numbers` has: `acc[4:20] += inp[0:16]`.
  ///
  /// Names are put in, loops that go round once are opened, and cases that do not hold, or that come
  /// behind one that does, are left out. There is none where no case holds.
  public func text(in state: [StatePart], with numbers: [VariableID: Int]) -> EffectText {
    self.with(numbers).text(in: state)
  }

  /// With the numbers of all fields in place of them, in their order.
  public func text(in state: [StatePart], fields: [Int]) -> EffectText {
    let ids = variables.indices.filter { variables[$0].field != nil }.map(VariableID.init)
    return text(in: state, with: Dictionary(uniqueKeysWithValues: zip(ids, fields)))
  }

  /// The effect for an instruction of which some numbers are known.
  public func with(_ numbers: [VariableID: Int]) -> Effect {
    var known = numbers.mapValues { Polynomial($0) }
    func put(_ scalar: Scalar) -> Scalar { Polynomial(scalar) { known[$0] }.scalar }
    var loops: [Loop] = []
    for loop in self.loops {
      let domain: Domain
      let first: Scalar
      let rounds: Polynomial
      switch loop.domain {
      case .numbers(let lower, let upper):
        (first, rounds) = (put(lower), Polynomial(put(upper)) - Polynomial(put(lower)))
        domain = .numbers(lower: put(lower), upper: put(upper))
      case .cells(let id, let lower, let upper):
        (first, rounds) = (
          .cell(id, [put(lower)]), Polynomial(put(upper)) - Polynomial(put(lower))
        )
        domain = .cells(id, lower: put(lower), upper: put(upper))
      }
      if rounds.constant == 1 {
        known[loop.variable] = Polynomial(first)
      } else {
        loops.append(Loop(loop.variable, domain))
      }
    }
    for binding in bindings {
      known[binding.variable] = Polynomial(binding.value) { known[$0] }
    }
    var cases: [Case] = []
    for instructionCase in self.cases {
      let condition = instructionCase.condition.map(put)
      if condition == .constant(0) { continue }
      let holds = condition.map { Polynomial($0).constant != nil } ?? true
      let actions = instructionCase.actions.map { $0.mapped(put) }
      cases.append(Case(condition: holds ? nil : condition, actions))
      if holds { break }
    }
    return Effect(variables: variables, loops: loops, cases: cases)
  }

}
