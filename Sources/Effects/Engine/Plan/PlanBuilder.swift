import Diagnostics
import ISA
import Tensors

/// Works an effect out for running.
struct PlanBuilder {

  let effect: Effect
  let state: [StatePart]
  let layout: StateLayout

  private(set) var slotCount = 0
  private(set) var constants: [(slot: Slot, number: Int)] = []
  private var slotOfConstant: [Int: Slot] = [:]
  private(set) var operations: [ScalarOperation] = []
  private(set) var places: [PlacePlan] = []
  private(set) var parts: [PartPlan] = []
  var windows: [WindowPlan] = []
  var axes: [AxisPlan] = []
  var hosts: [HostPlan] = []
  var paddings: [PaddingPlan] = []
  var nodes: [NodePlan] = []
  var actions: [ActionPlan] = []
  private(set) var queues: [String] = []
  private(set) var barriers: [[String]] = []
  private(set) var loops: [LoopPlan] = []
  private(set) var cases: [CasePlan] = []
  private(set) var bounds = 0 ..< 0
  private(set) var bindings = 0 ..< 0
  private(set) var fieldCount = 0

  /// What is known of the number of each variable.
  private var ranges: [NumberRange]

  /// The variables that have a number where something is computed.
  private var known: Set<Int> = []

  init(_ effect: Effect, _ state: [StatePart], _ layout: StateLayout) throws(Diagnostic) {
    self.effect = effect
    self.state = state
    self.layout = layout
    slotCount = effect.variables.count
    fieldCount = effect.variables.prefix { $0.field != nil }.count
    ranges = effect.variables.map { variable in
      variable.field.map { field in
        field.width >= 64 && !field.isSigned ? .all : NumberRange(field.range)
      } ?? .all
    }
    known = Set(0 ..< fieldCount)
    parts = layout.places.map {
      PartPlan(type: $0.type, offset: $0.offset, depth: $0.shape.first ?? 1)
    }
    try buildLoops()
    try buildBindings()
    for effectCase in effect.cases { try build(effectCase) }
  }

  // MARK: Slots

  mutating func slots(_ count: Int) -> Slot {
    slotCount += count
    return slotCount - count
  }

  mutating func constant(_ number: Int) -> Slot {
    if let slot = slotOfConstant[number] { return slot }
    let slot = slots(1)
    slotOfConstant[number] = slot
    constants.append((slot, number))
    return slot
  }

  /// Says what a slot holds that nothing else writes.
  mutating func fix(_ slot: Slot, _ number: Int) { constants.append((slot, number)) }

  mutating func copy(_ source: Slot, to target: Slot) {
    operations.append(ScalarOperation(code: .copy, target: target, a: source, b: 0, c: 0))
  }

  mutating func barrier(_ units: [String]) -> Int {
    barriers.append(units)
    return barriers.count - 1
  }

  mutating func queue(_ name: String) -> Int {
    if let index = queues.firstIndex(of: name) { return index }
    queues.append(name)
    return queues.count - 1
  }

  // MARK: Parts of an effect

  private mutating func buildLoops() throws(Diagnostic) {
    let start = operations.count
    for loop in effect.loops {
      let variable = try slot(of: loop.variable)
      let (lower, upper, part) = try parts(of: loop.domain)
      loops.append(
        LoopPlan(
          variable: variable, lower: try compile(lower), upper: try compile(upper),
          count: slots(1), index: slots(1), state: part))
    }
    bounds = start ..< operations.count
    for loop in effect.loops {
      known.insert(loop.variable.index)
      if case .cells(let id, _, _) = loop.domain {
        ranges[loop.variable.index] = NumberRange(layout.places[id.index].type.element)
      } else if case .numbers(let lower, let upper) = loop.domain {
        let (low, high) = (range(of: lower), range(of: upper))
        ranges[loop.variable.index] = NumberRange(low.least, max(low.least, high.most))
      }
    }
  }

  private func parts(
    of domain: Effect.Domain
  ) throws(Diagnostic) -> (lower: Scalar, upper: Scalar, state: Int?) {
    switch domain {
    case .numbers(let lower, let upper): return (lower, upper, nil)
    case .cells(let id, let lower, let upper):
      let part = try self.part(id)
      guard part.shape.count == 1, !part.type.element.isFloat else {
        throw .error(
          "a loop goes over the cells of `\(part.name)`, which is no row of whole numbers")
      }
      return (lower, upper, id.index)
    }
  }

  private mutating func buildBindings() throws(Diagnostic) {
    let start = operations.count
    for binding in effect.bindings {
      let target = try slot(of: binding.variable)
      let source = try compile(binding.value)
      copy(source, to: target)
      ranges[target] = range(of: binding.value)
      known.insert(target)
    }
    bindings = start ..< operations.count
  }

  private mutating func build(_ effectCase: Effect.Case) throws(Diagnostic) {
    let start = operations.count
    var condition: Slot?
    if let scalar = effectCase.condition { condition = try compile(scalar) }
    let end = operations.count
    let first = actions.count
    for (index, action) in effectCase.actions.enumerated() {
      try build(action, isLast: index == effectCase.actions.count - 1)
    }
    cases.append(
      CasePlan(
        condition: condition, operations: start ..< end, actions: first ..< actions.count))
  }

  // MARK: Checks

  func part(_ id: StateID) throws(Diagnostic) -> StatePart {
    guard state.indices.contains(id.index) else {
      throw .error("the state has no part \(id.index)")
    }
    return state[id.index]
  }

  private func slot(of id: VariableID) throws(Diagnostic) -> Slot {
    guard effect.variables.indices.contains(id.index) else {
      throw .error("the effect has no variable \(id.index)")
    }
    return id.index
  }

}

// MARK: - Scalars

extension PlanBuilder {

  /// Where the number will be once the operations that are added have run.
  mutating func compile(_ scalar: Scalar) throws(Diagnostic) -> Slot {
    switch scalar {
    case .constant(let number): return constant(number)
    case .variable(let id):
      let slot = try slot(of: id)
      guard known.contains(slot) else {
        throw .error("`\(effect.variables[slot].name)` is used where it has no number yet")
      }
      return slot
    case .cell(let id, let places): return try compileCell(id, places)
    case .bits(let scalar, let lsb, let width, let isSigned):
      let source = try compile(scalar)
      return add(
        .bits(isSigned: isSigned), source, min(max(width, 0), 64), min(max(lsb, 0), 64))
    case .unary(let operation, let a): return add(.unary(operation), try compile(a))
    case .binary(let operation, let a, let b):
      let (a, b) = (try compile(a), try compile(b))
      return add(.binary(operation), a, b)
    case .choice(let condition, let a, let b): return try compileChoice(condition, a, b)
    }
  }

  private mutating func add(
    _ code: ScalarOperation.Code, _ a: Slot, _ b: Int = 0, _ c: Int = 0
  ) -> Slot {
    let target = slots(1)
    operations.append(ScalarOperation(code: code, target: target, a: a, b: b, c: c))
    return target
  }

  private mutating func compileChoice(
    _ condition: Scalar, _ a: Scalar, _ b: Scalar
  ) throws(Diagnostic) -> Slot {
    let decision = try compile(condition)
    let result = slots(1)
    let branch = operations.count
    operations.append(
      ScalarOperation(code: .jumpIfZero, target: result, a: decision, b: 0, c: 0))
    copy(try compile(a), to: result)
    let end = operations.count
    operations.append(ScalarOperation(code: .jump, target: result, a: decision, b: 0, c: 0))
    operations[branch].b = operations.count
    copy(try compile(b), to: result)
    operations[end].b = operations.count
    return result
  }

  private mutating func compileCell(
    _ id: StateID, _ indices: [Scalar]
  ) throws(Diagnostic) -> Slot {
    let part = try part(id)
    let place = layout.places[id.index]
    guard indices.count == place.shape.count, !part.type.element.isFloat else {
      throw .error(
        "`\(part.name)` has \(place.shape.count) axes of \(part.type.element), "
          + "and a whole number is read at \(indices.count) places",
        hints: ["give one place for each axis"])
    }
    guard !indices.isEmpty else { return add(.load, constant(0), id.index) }
    var slots: [Slot] = []
    for index in indices { slots.append(try compile(index)) }
    let target = self.slots(1)
    for (axis, slot) in slots.enumerated() {
      places.append(
        PlacePlan(
          state: id.index, axis: axis, extent: place.shape[axis], stride: place.strides[axis],
          isFirst: axis == 0))
      operations.append(
        ScalarOperation(code: .place, target: target, a: slot, b: places.count - 1, c: 0))
    }
    return add(.load, target, id.index)
  }

  /// What is known of a number.
  func range(of scalar: Scalar) -> NumberRange {
    switch scalar {
    case .constant(let number): return NumberRange(number)
    case .variable(let id):
      return effect.variables.indices.contains(id.index) ? ranges[id.index] : .all
    case .cell(let id, _):
      return state.indices.contains(id.index) ? NumberRange(state[id.index].type.element) : .all
    case .bits(_, _, let width, let isSigned):
      guard width > 0 else { return NumberRange(0) }
      if isSigned {
        return NumberRange(Int.min >> max(0, 64 - width), Int.max >> max(0, 64 - width))
      }
      return width >= 64 ? .all : NumberRange(0, width == 63 ? .max : (1 << width) - 1)
    case .unary(let operation, let a): return .unary(operation, range(of: a))
    case .binary(let operation, let a, let b):
      return .binary(operation, range(of: a), range(of: b))
    case .choice(_, let a, let b): return range(of: a).union(range(of: b))
    }
  }

}
