import Support

extension MachineForm {

  /// The normal forms of all instructions, in the order of their cases and actions.
  public var normalForms: [NormalForm] {
    instructions.indices.flatMap { normalForms(of: $0) }
  }

  /// The normal forms of one instruction. A choice between values by a condition on fields counts as
  /// two cases. None where the user wants the work to end.
  public func normalForms(of instruction: Int) -> [NormalForm] {
    let effect = instructions[instruction].effect
    let expansion = Expansion(of: effect)
    var rest: Ranges? = Ranges(of: effect, in: self)
    var forms: [NormalForm] = []
    var poll = Poll()
    for (branch, each) in effect.cases.enumerated() {
      if poll.isRequested(after: 1 << 12) { return [] }
      let condition = each.condition.map { expansion[$0].scalar }
      let own = condition.map { rest?.narrowed(by: $0) } ?? rest
      if let own {
        let reader = NormalReader(
          machine: self, effect: effect, instruction: instruction, branch: branch)
        for (index, action) in each.actions.enumerated() {
          forms += reader.forms(of: action, index, own, condition.map { [$0] } ?? [])
        }
      }
      rest = condition.flatMap { rest?.narrowed(by: $0, holds: false) }
    }
    return forms
  }

}

/// Reads the actions of one case.
private struct NormalReader {

  let machine: MachineForm
  let effect: Effect
  let instruction: Int
  let branch: Int

  func forms(
    of action: Action, _ index: Int, _ ranges: Ranges, _ conditions: [Scalar]
  ) -> [NormalForm] {
    alternatives(of: action, ranges, conditions).map { action, ranges, conditions in
      let fixed = selectors(ranges)
      let context = NormalContext(machine, effect, fixed: fixed)
      let left = conditions.map { context.expansion[$0] }.filter { $0.constant == nil }
      return NormalForm(
        instruction: instruction, branch: branch, action: index, selectors: fixed,
        conditions: left.map(\.scalar), kind: context.kind(of: action))
    }
  }

  /// The fields that can have one number only.
  private func selectors(_ ranges: Ranges) -> [VariableID: Int] {
    var fixed: [VariableID: Int] = [:]
    for (index, variable) in effect.variables.enumerated() where variable.field != nil {
      if let number = ranges[VariableID(index)].single { fixed[VariableID(index)] = number }
    }
    return fixed
  }

  private typealias Alternative = (Action, Ranges, [Scalar])

  /// The action without choices by fields, under the conditions of each.
  private func alternatives(
    of action: Action, _ ranges: Ranges, _ conditions: [Scalar]
  ) -> [Alternative] {
    guard case .assign(let target, let value, let adds) = action,
      let condition = value.scalarCondition
    else { return [(action, ranges, conditions)] }
    let expanded = Expansion(of: effect)[condition].scalar
    return [true, false].flatMap { holds -> [Alternative] in
      guard let own = ranges.narrowed(by: expanded, holds: holds) else { return [] }
      let chosen = Action.assign(target, value.choosing(holds, where: condition), adds: adds)
      let said = holds ? expanded : Scalar.unary(.not, expanded).simplified
      return alternatives(of: chosen, own, conditions + [said])
    }
  }

}

extension Value {

  /// A condition on one number by which values are chosen; nil where there is none.
  fileprivate var scalarCondition: Scalar? {
    if case .choice(let condition, _, _) = node, case .scalar(let scalar) = condition.node {
      return scalar
    }
    return operands.lazy.compactMap(\.scalarCondition).first
  }

  /// This where `condition` holds or not.
  fileprivate func choosing(_ holds: Bool, where condition: Scalar) -> Value {
    func chosen(_ value: Value) -> Value { value.choosing(holds, where: condition) }
    var copy = self
    switch node {
    case .scalar, .real, .window, .host: break
    case .gather(let part, let a): copy.node = .gather(part, chosen(a))
    case .transpose(let a): copy.node = .transpose(chosen(a))
    case .contract(let a, let b): copy.node = .contract(chosen(a), chosen(b))
    case .unary(let function, let a): copy.node = .unary(function, chosen(a))
    case .binary(let function, let a, let b): copy.node = .binary(function, chosen(a), chosen(b))
    case .choice(let test, let a, let b):
      if test.node == .scalar(condition) { return chosen(holds ? a : b) }
      copy.node = .choice(chosen(test), chosen(a), chosen(b))
    case .cast(let type, let a): copy.node = .cast(type, chosen(a))
    case .pad(let a, let sides, let filling): copy.node = .pad(chosen(a), sides, by: filling)
    case .reduce(let reduction, let a, let axis):
      copy.node = .reduce(reduction, chosen(a), axis: axis)
    }
    return copy
  }

}

extension NormalContext {

  fileprivate func kind(of action: Action) -> NormalForm.Kind {
    switch action {
    case .stop: return .stop
    case .barrier: return .barrier
    case .queue(let verb, let queue, let count): return .queue(verb, queue, expansion[count])
    case .assign(.host(let target), let value, let adds):
      guard let chain = Chain(value, self), case .window(let source) = chain.core else {
        return .other
      }
      return .move(
        NormalForm.Move(
          direction: .store, part: source, host: HostPlacement(target, self), source: nil,
          steps: chain.steps, adds: adds))
    case .assign(.window(let window), let value, let adds):
      let target = Placement(window, self)
      guard let chain = Chain(value, self, first: target) else { return .other }
      let shape = window.shape(in: machine.state).map { expansion[$0] }
      return kind(target, chain, adds, shape)
    }
  }

  private func kind(
    _ target: Placement, _ chain: Chain, _ adds: Bool, _ shape: [Polynomial]
  ) -> NormalForm.Kind {
    switch chain.core {
    case .number(let number) where chain.steps.isEmpty:
      if adds {
        return added(target, .number(number))
      }
      return keeps(target, number) ? .set(target, number) : .fill(target, number)
    case .number, .real, .gather: return .other
    case .host(let host):
      return .move(
        NormalForm.Move(
          direction: .load, part: target, host: host, source: nil, steps: chain.steps, adds: adds))
    case .contract(let a, let b): return contract(target, a, b, chain, adds)
    case .window(let source): return within(target, source, chain, adds, shape)
    }
  }

  private func within(
    _ target: Placement, _ source: Placement, _ chain: Chain, _ adds: Bool, _ shape: [Polynomial]
  ) -> NormalForm.Kind {
    if let place = chain.steps.firstIndex(where: \.isReduction),
      case .reduce(let reduction, let axis) = chain.steps[place]
    {
      return .reduce(
        NormalForm.Reduce(
          target: target, source: source, reduction: reduction, axis: axis,
          before: Array(chain.steps[..<place]), behind: Array(chain.steps[(place + 1)...]),
          adds: adds))
    }
    if chain.steps.contains(where: \.computes) {
      return adds
        ? .other : .map(NormalForm.Map(target: target, source: source, steps: chain.steps))
    }
    if adds, chain.steps.isEmpty {
      return added(target, .window(source, isRepeated: chain.shape != shape))
    }
    return .move(
      NormalForm.Move(
        direction: .copy, part: target, host: nil, source: source, steps: chain.steps, adds: adds))
  }

  private func added(_ target: Placement, _ operand: Chain.Operand) -> NormalForm.Kind {
    .map(
      NormalForm.Map(
        target: target, source: target, steps: [.binary(.add, operand, isReversed: false)]))
  }

  private func contract(
    _ target: Placement, _ a: Chain, _ b: Chain, _ chain: Chain, _ adds: Bool
  ) -> NormalForm.Kind {
    guard let left = NormalForm.Factor(a), let right = NormalForm.Factor(b),
      let sum = a.shape.last, let columns = b.shape.last
    else { return .other }
    let rows = a.shape.count > 1 ? a.shape[a.shape.count - 2] : Polynomial(1)
    return .contract(
      NormalForm.Contract(
        target: target, a: left, b: right, rows: rows, columns: columns, sum: sum,
        steps: chain.steps, adds: adds))
  }

  /// Whether a number that is written there is a setting and no data.
  private func keeps(_ target: Placement, _ number: Polynomial) -> Bool {
    switch machine[target.part].role {
    case .register: true
    case .memory: false
    case .hidden: number.constant == nil && target.axes.allSatisfy { $0.count.constant == 1 }
    }
  }

}

extension NormalForm.Factor {

  fileprivate init?(_ chain: Chain) {
    guard case .window(let source) = chain.core else { return nil }
    self.init(
      source: source, isTransposed: chain.steps.filter { $0 == .transpose }.count % 2 == 1,
      steps: chain.steps.filter { $0 != .transpose })
  }

}

extension Chain.Step {

  fileprivate var isReduction: Bool {
    if case .reduce = self { true } else { false }
  }

  /// Whether numbers become others, beyond what their type can not hold.
  fileprivate var computes: Bool {
    switch self {
    case .unary, .binary, .reduce: true
    case .cast, .transpose, .pad: false
    }
  }

}
