/// What the number of a field does in an instruction, by where it occurs.
public struct FieldUse: Hashable, Sendable {

  public var field: VariableID
  public var role: Role

  /// The cases in which it does so.
  public var branches: Set<Int>

  public enum Role: Hashable, Sendable {

    /// Which case is taken; the numbers that cases ask for.
    case selector([Int])

    /// In a condition in another way.
    case condition

    /// Where a window begins.
    /// - Units: `scale` places of that axis of the part.
    case address(StateID, axis: Int, scale: Int)

    /// Where a window of the host's memory begins.
    /// - Units: `scale` bytes.
    case hostAddress(scale: Int)

    /// What each round of a loop adds to where a window begins.
    /// - Units: `scale` places.
    case step(StateID, axis: Int, loop: VariableID, scale: Int)

    /// The distance of elements of the host along an extent.
    /// - Units: `scale` bytes.
    case stride(extent: Int, scale: Int)

    /// How many numbers are put before or behind along an axis.
    case pad(axis: Int, isBehind: Bool)

    /// The first number of a loop, and the one behind its last.
    case first(loop: VariableID)
    case end(loop: VariableID)

    /// How many elements there are along an extent of the host's window.
    case extent(Int)

    /// How many places a window has along an axis of a part.
    case count(StateID, axis: Int)

    /// A number that is computed with.
    case immediate

    /// What is kept in a part of the state.
    case setting(StateID)

    /// How much may be outstanding on a queue, or is more.
    case amount(QueueVerb, queue: String)

    /// Somewhere else, such as within a quotient.
    case other
  }

}

extension FieldUse.Role {

  /// Of roles of one field, those that tell more are lower; counts that follow from others go away.
  var rank: Int {
    switch self {
    case .selector: 0
    case .condition: 1
    case .address: 2
    case .hostAddress: 3
    case .step: 4
    case .stride: 5
    case .pad: 6
    case .first: 7
    case .end: 8
    case .extent: 9
    case .count: 10
    case .immediate: 11
    case .setting: 12
    case .amount: 13
    case .other: 14
    }
  }

}

extension FieldUse.Role {

  /// The rank, then what the role is about.
  fileprivate var order: [Int] {
    switch self {
    case .selector, .condition, .immediate, .other, .amount: [rank]
    case .address(let part, let axis, let scale): [rank, part.index, axis, scale]
    case .hostAddress(let scale): [rank, scale]
    case .step(let part, let axis, let loop, let scale):
      [rank, loop.index, part.index, axis, scale]
    case .stride(let extent, let scale): [rank, extent, scale]
    case .pad(let axis, let isBehind): [rank, axis, isBehind ? 1 : 0]
    case .first(let loop), .end(let loop): [rank, loop.index]
    case .extent(let extent): [rank, extent]
    case .count(let part, let axis): [rank, part.index, axis]
    case .setting(let part): [rank, part.index]
    }
  }

}

extension MachineForm {

  /// What each field of an instruction does, field by field; nothing for one that is unused.
  ///
  /// A count that is a product of pads and extents, as of a window that takes a padded block, is no
  /// role of its own.
  public func fieldUses(of instruction: Int) -> [FieldUse] {
    let effect = instructions[instruction].effect
    var collector = FieldUseCollector(machine: self, effect: effect)
    collector.collect(normalForms(of: instruction))
    return collector.uses
  }

}

/// Collects the uses of fields from an instruction's loops, conditions and normal forms.
private struct FieldUseCollector {

  let machine: MachineForm
  let effect: Effect

  private var roles: [VariableID: [FieldUse.Role: Set<Int>]] = [:]

  /// The numbers that cases ask of a field.
  private var selected: [VariableID: Set<Int>] = [:]

  init(machine: MachineForm, effect: Effect) {
    self.machine = machine
    self.effect = effect
  }

  var uses: [FieldUse] {
    effect.variables.indices.map(VariableID.init).flatMap { id -> [FieldUse] in
      var own = roles[id] ?? [:]
      if let numbers = selected[id] {
        own[.selector(numbers.sorted())] = Set(effect.cases.indices)
        own[.condition] = nil
      }
      if own.keys.contains(where: { $0.rank < 10 && $0.rank > 1 }) {
        own = own.filter { $0.key.rank != 10 }
      }
      if own.keys.contains(where: { $0.rank < 14 }) { own[.other] = nil }
      return own.sorted { $0.key.order.lexicographicallyPrecedes($1.key.order) }.map {
        FieldUse(field: id, role: $0.key, branches: $0.value)
      }
    }
  }

  private mutating func add(_ id: VariableID, _ role: FieldUse.Role, _ branch: Int) {
    guard effect.variables.indices.contains(id.index), effect.variables[id.index].field != nil
    else { return }
    roles[id, default: [:]][role, default: []].insert(branch)
  }

  /// The fields of a polynomial, each with its factor where it stands alone.
  private func parts(_ polynomial: Polynomial) -> [(VariableID, factor: Int?)] {
    polynomial.variables.map { id in (id, polynomial.coefficient(of: id)?.constant) }
  }

  mutating func collect(_ forms: [NormalForm]) {
    let expansion = Expansion(of: effect)
    for loop in effect.loops {
      switch loop.domain {
      case .numbers(let lower, let upper), .cells(_, let lower, let upper):
        for branch in effect.cases.indices {
          for (id, _) in parts(expansion[lower]) { add(id, .first(loop: loop.variable), branch) }
          for (id, _) in parts(expansion[upper]) { add(id, .end(loop: loop.variable), branch) }
        }
      }
    }
    collectConditions(forms, expansion)
    for form in forms { collect(form.kind, form.branch) }
    // What occurs, but in no normal form.
    for (branch, each) in effect.cases.enumerated() {
      for scalar in each.actions.flatMap(\.scalars) {
        for id in expansion[scalar].variables { add(id, .other, branch) }
      }
    }
  }

  private mutating func collectConditions(_ forms: [NormalForm], _ expansion: Expansion) {
    var tested: Set<VariableID> = []
    for (branch, each) in effect.cases.enumerated() {
      guard let condition = each.condition else { continue }
      for id in expansion[condition].variables {
        tested.insert(id)
        add(id, .condition, branch)
      }
    }
    for form in forms {
      for scalar in form.conditions { tested.formUnion(scalar.variables) }
      for (id, number) in form.selectors where effect.variables[id.index].field != nil {
        selected[id, default: []].insert(number)
      }
    }
    for form in forms {
      for scalar in form.conditions {
        for id in scalar.variables where selected[id] == nil { add(id, .condition, form.branch) }
      }
    }
  }

  private mutating func collect(_ kind: NormalForm.Kind, _ branch: Int) {
    switch kind {
    case .move(let move):
      collect(move.part, branch)
      if let host = move.host { collect(host, branch) }
      if let source = move.source { collect(source, branch) }
      collect(move.steps, branch)
    case .contract(let contract):
      for placement in [contract.target, contract.a.source, contract.b.source] {
        collect(placement, branch)
      }
      for steps in [contract.a.steps, contract.b.steps, contract.steps] { collect(steps, branch) }
    case .map(let map):
      collect(map.target, branch)
      collect(map.source, branch)
      collect(map.steps, branch)
    case .reduce(let reduce):
      collect(reduce.target, branch)
      collect(reduce.source, branch)
      collect(reduce.before + reduce.behind, branch)
    case .fill(let placement, let number):
      collect(placement, branch)
      for id in number.variables { add(id, .immediate, branch) }
    case .set(let placement, let number):
      collect(placement, branch)
      for id in number.variables { add(id, .setting(placement.part), branch) }
    case .queue(let verb, let queue, let count):
      for id in count.variables { add(id, .amount(verb, queue: queue), branch) }
    case .barrier, .stop, .other: break
    }
  }

  private mutating func collect(_ placement: Placement, _ branch: Int) {
    for (index, axis) in placement.axes.enumerated() {
      for (id, factor) in axis.start.fields {
        add(id, .address(placement.part, axis: index, scale: factor), branch)
      }
      for step in axis.start.steps {
        for (id, factor) in parts(step.by) {
          add(
            id, .step(placement.part, axis: index, loop: step.loop, scale: factor ?? 1), branch)
        }
      }
      for id in axis.start.rest.variables { add(id, .other, branch) }
      for id in axis.count.variables { add(id, .count(placement.part, axis: index), branch) }
    }
  }

  private mutating func collect(_ host: HostPlacement, _ branch: Int) {
    for (id, factor) in host.address.fields { add(id, .hostAddress(scale: factor), branch) }
    for id in host.address.rest.variables { add(id, .other, branch) }
    for (index, extent) in host.extents.enumerated() {
      for id in extent.variables { add(id, .extent(index), branch) }
    }
    let counts = host.extents.reduce(into: Set<VariableID>()) { $0.formUnion($1.variables) }
    for (index, stride) in host.strides.enumerated() {
      // A distance that follows from the extents says nothing of its own.
      for (id, factor) in parts(stride) where !counts.contains(id) {
        add(id, .stride(extent: index, scale: factor ?? 1), branch)
      }
    }
  }

  private mutating func collect(_ steps: [Chain.Step], _ branch: Int) {
    for step in steps {
      switch step {
      case .binary(_, .number(let number), _):
        for id in number.variables { add(id, .immediate, branch) }
      case .binary(_, .window(let placement, _), _): collect(placement, branch)
      case .binary(_, .host(let host, _), _): collect(host, branch)
      case .pad(let sides, let filling):
        for (axis, side) in sides.enumerated() {
          for id in side.before.variables { add(id, .pad(axis: axis, isBehind: false), branch) }
          for id in side.behind.variables { add(id, .pad(axis: axis, isBehind: true), branch) }
        }
        for id in filling.variables { add(id, .immediate, branch) }
      case .unary, .cast, .transpose, .reduce, .binary(_, .real, _): break
      }
    }
  }

}
