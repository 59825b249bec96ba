import Effects
import ISA

extension Planner {

  /// The steps of a plan that was found where slots were elsewhere, if they are proven to do the
  /// job where these are now and none of them is idle.
  func plan(_ precedent: Precedent, at offsets: [Int], from known: Known) -> Plan? {
    guard let fields = precedent.fields(at: offsets) else { return nil }
    var plan = Plan(known: known)
    for (index, (old, fields)) in zip(precedent.steps, fields).enumerated() {
      let step = Plan.Step(way: old.way, Call(old.call.instruction, fields))
      let effect = machine.instructions[step.call.instruction].effect
      let frame = effect.frame(fields)
      guard effect.canHold(fields), takes(ways[step.way], frame, plan.known),
        let footprint = try? Footprint(
          of: effect, in: machine, fields: frame, cell: plan.known.cell)
      else { return nil }
      let isLast = index == precedent.steps.count - 1
      if isLast, !precedent.claim.isProven(offsets, frame, plan.known, footprint) { return nil }
      let before = plan.known
      plan.append(step, frame, touching: footprint, by: self)
      if !isLast, plan.known == before { return nil }
    }
    return plan
  }

  /// The registers and arrays that these ways depend on, and those that others depend on which write
  /// them.
  func concerns(of ways: Set<Int>) -> Set<StateID> {
    func effect(_ way: Int) -> Effect { machine.instructions[self.ways[way].instruction].effect }
    var parts = ways.reduce(into: Set<StateID>()) { $0.formUnion(roots(effect($1).readParts)) }
    var open = Set(setters)
    while let next = open.first(where: { setter in
      !parts.isDisjoint(with: roots(effect(setter).writtenParts))
    }) {
      open.remove(next)
      parts.formUnion(roots(effect(next).readParts.union(effect(next).writtenParts)))
    }
    return Set(
      machine.state.indices.map { StateID($0) }.filter { parts.contains(machine.root(of: $0)) })
  }

  private func roots(_ parts: Set<StateID>) -> Set<StateID> {
    Set(parts.map { machine.root(of: $0) })
  }

  /// Whether the case of this way is the first one that holds.
  func takes(_ way: Way, _ frame: [Int], _ known: Known) -> Bool {
    for (index, condition) in way.guards.enumerated() {
      guard let number = condition.map({ known.value($0, frame) }) ?? 1 else { return false }
      if (number != 0) != (index == way.branch) { return false }
    }
    return way.conditions.contains { demands in
      demands.allSatisfy { known.value($0.number, frame).map($0.range.contains) ?? false }
    }
  }

}

extension Effect {

  /// The numbers of all its variables where fields have these.
  func frame(_ fields: [Int]) -> [Int] {
    fields + Array(repeating: 0, count: variables.count - fields.count)
  }

  /// Whether each number is one of its field.
  fileprivate func canHold(_ fields: [Int]) -> Bool {
    zip(variables, fields).allSatisfy { $0.field?.range.contains($1) ?? true }
  }

}
