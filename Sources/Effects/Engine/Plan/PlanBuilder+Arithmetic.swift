import Diagnostics
import Tensors

extension PlanBuilder {

  /// The amount of a shift as far as it makes a difference: by 64 all bits are gone.
  func limited(_ value: Value, _ function: ValueBinary) -> Value {
    guard function == .shiftLeft || function == .shiftRight, case .scalar(let scalar) = value.node
    else { return value }
    var amount = value
    amount.node = .scalar(
      .binary(.minimum, .binary(.maximum, scalar, .constant(-64)), .constant(64)))
    return amount
  }

  mutating func binaryNode(
    _ function: ValueBinary, _ a: Value, _ b: Value, _ demand: Demand
  ) throws(Diagnostic) -> Int {
    let b = limited(b, function)
    let lane: ElementType
    var inner = Demand.exact
    if a.kind == .integer, b.kind == .integer {
      let (x, y) = (range(of: a), range(of: b))
      let isClosed = function.isClosed && (function != .shiftLeft || y.least >= 0 && y.fitsInt32)
      let result = NumberRange.binary(function.ofScalars, x, y)
      if demand == .low, isClosed {
        (lane, inner) = (.int32, .low)
      } else {
        lane = x.fitsInt32 && y.fitsInt32 && result.fitsInt32 ? .int32 : .int64
      }
    } else {
      guard !function.isOfBits else {
        throw .error(
          "`\(function.rawValue)` is for whole numbers", hints: ["cast floats before"])
      }
      lane = max(a.kind, b.kind) == .float64 ? .float64 : .float32
    }
    let left = converted(try compile(a, inner), to: lane)
    let right = converted(try compile(b, inner), to: lane)
    let type: ElementType = function.isComparison ? .int32 : lane
    return add(
      .binary(function, left, right), type, rank: max(nodes[left].rank, nodes[right].rank))
  }

  mutating func unaryNode(
    _ function: ValueUnary, _ operand: Value, _ demand: Demand
  ) throws(Diagnostic) -> Int {
    let lane: ElementType
    var inner = Demand.exact
    switch operand.kind {
    case .float64: lane = .float64
    case .float32: lane = .float32
    case .integer where function.isReal: lane = .float32
    case .integer:
      let numbers = range(of: operand)
      if demand == .low, function == .minus {
        (lane, inner) = (.int32, .low)
      } else {
        lane = numbers.fitsInt32 && (-numbers).fitsInt32 ? .int32 : .int64
      }
    }
    let node = converted(try compile(operand, inner), to: lane)
    return add(.unary(function, node), lane, rank: nodes[node].rank)
  }

  mutating func choiceNode(
    _ condition: Value, _ a: Value, _ b: Value, _ demand: Demand
  ) throws(Diagnostic) -> Int {
    guard condition.kind == .integer else {
      throw .error("a condition is a float", hints: ["compare it with a number"])
    }
    let kind = max(a.kind, b.kind)
    let lane: ElementType
    var inner = Demand.exact
    if kind == .integer {
      let isShort = range(of: a).union(range(of: b)).fitsInt32
      lane = demand == .low || isShort ? .int32 : .int64
      if demand == .low { inner = .low }
    } else {
      lane = kind == .float64 ? .float64 : .float32
    }
    // Whether it is 0 is what counts, of all of its bits.
    let zero = Value(.scalar(.constant(0)), shape: [], kind: .integer)
    let truth = try binaryNode(.notEqual, condition, zero, .exact)
    let left = converted(try compile(a, inner), to: lane)
    let right = converted(try compile(b, inner), to: lane)
    let rank = [truth, left, right].map { nodes[$0].rank }.max() ?? 0
    return add(.choice(truth, left, right), lane, rank: rank)
  }

  mutating func castNode(_ type: NumberType, _ operand: Value) throws(Diagnostic) -> Int {
    let target = type.element
    let isWrapping = !type.saturates && !target.isFloat && target != .bool && target.bitWidth <= 32
    let node = try compile(operand, operand.kind == .integer && isWrapping ? .low : .exact)
    return held(node, by: type)
  }

  /// The numbers of a node as `type` holds them.
  mutating func held(_ node: Int, by type: NumberType) -> Int {
    let source = nodes[node].type
    if source == type.element { return node }
    let lane = source.isLane ? node : converted(node, to: source.lane)
    return converted(lane, to: type.element, saturates: type.saturates)
  }

  mutating func contractNode(
    _ a: Value, _ b: Value, _ demand: Demand
  ) throws(Diagnostic) -> Int {
    let kind = max(a.kind, b.kind)
    let inner = kind == .integer ? demand : .exact
    var (left, right) = (try compile(a, inner), try compile(b, inner))
    let (rows, columns) = (nodes[left].rank, nodes[right].rank)
    guard rows >= 1, columns >= 2 else {
      throw .error("a matrix product of numbers with \(rows) and \(columns) axes")
    }
    let isBytes = nodes[left].type == .int8 && nodes[right].type == .int8
    let isShort = demand == .low || sumFits(a, b)
    let lane: ElementType =
      switch kind {
      case .integer: isShort ? .int32 : .int64
      case .float32: .float32
      case .float64: .float64
      }
    if !(isBytes && isShort && kind == .integer) {
      left = converted(left, to: lane)
      right = dense(converted(right, to: lane))
    }
    let batch = max(rows - 2, columns - 2)
    return add(.contract(left, right), lane, rank: batch + (rows > 1 ? 2 : 1))
  }

  /// Whether sums of products are sure to have 32 bits.
  private func sumFits(_ a: Value, _ b: Value) -> Bool {
    let product = range(of: a) * range(of: b)
    guard product != .all, let length = bound(b, axis: -2) ?? bound(a, axis: -1) else {
      return false
    }
    return (product.symmetric * NumberRange(0, length)).fitsInt32
  }

  /// The most that an extent can be; nil where nothing bounds it.
  private func bound(_ value: Value, axis: Int) -> Int? {
    switch value.node {
    case .transpose(let operand): return bound(operand, axis: axis == -1 ? -2 : -1)
    case .window(let window):
      guard state.indices.contains(window.state.index) else { return nil }
      let shape = state[window.state.index].shape
      let isRange = window.axes.map { if case .range = $0 { true } else { false } }
      let extents = shape.enumerated().filter { $0.offset >= isRange.count || isRange[$0.offset] }
      return extents.count >= -axis ? extents[extents.count + axis].element : nil
    default: return nil
    }
  }

  // MARK: Actions

  mutating func build(_ action: Action, isLast: Bool) throws(Diagnostic) {
    let (firstNode, firstOperation) = (nodes.count, operations.count)
    let work: ActionPlan.Work
    switch action {
    case .assign(let target, let value, let adds):
      work = try assignment(to: target, value, adds: adds)
    case .stop: work = .stop
    case .queue(let verb, let name, let count):
      work = .queue(verb, queue(name), try compile(count))
    case .barrier(let units): work = .barrier(barrier(units))
    }
    let isPlain = nodes.count == firstNode
    actions.append(
      ActionPlan(
        work: work, nodes: firstNode ..< nodes.count,
        operations: isPlain ? firstOperation ..< operations.count : 0 ..< 0, keeps: !isLast,
        sums: isLast ? sums(work, from: firstNode) : nil))
  }

  private mutating func assignment(
    to target: Action.Target, _ value: Value, adds: Bool
  ) throws(Diagnostic) -> ActionPlan.Work {
    let type: NumberType
    switch target {
    case .window(let window): type = try part(window.state).type
    case .host(let window): type = window.type
    }
    let element = type.element
    let isInteger = !element.isFloat
    let wraps = isInteger && !type.saturates && element != .bool && element.bitWidth <= 32
    let demand: Demand = value.kind == .integer && wraps ? .low : .exact
    let node = try compile(value, demand)
    guard adds else {
      let numbers = dense(held(node, by: type))
      return .assign(value: numbers, target: try targetNode(target, isRead: false), adds: false)
    }
    let kind = max(Value.Kind(element), value.kind)
    let place = try targetNode(target, isRead: true)
    if case .window = target, !type.saturates, element.isLane, kind == Value.Kind(element) {
      let numbers = dense(converted(node, to: element))
      return .assign(value: numbers, target: place, adds: true)
    }
    return try longSum(node, to: target, type, place, kind)
  }

  /// Adds where cells can not be added to as they are.
  private mutating func longSum(
    _ node: Int, to target: Action.Target, _ type: NumberType, _ place: Int, _ kind: Value.Kind
  ) throws(Diagnostic) -> ActionPlan.Work {
    let lane: ElementType =
      switch kind {
      case .integer: .int64
      case .float32: .float32
      case .float64: .float64
      }
    let there: Int
    switch target {
    case .window(let window): there = try windowNode(window, isRead: true, isWritten: false)
    case .host(let window): there = try hostNode(window, isRead: true, isWritten: false)
    }
    let old = converted(there, to: lane)
    let added = dense(converted(node, to: lane))
    let fitted = add(.fit(old, added), lane, rank: nodes[old].rank)
    let sum = add(.binary(.add, old, fitted), lane, rank: nodes[old].rank)
    return .assign(value: dense(held(sum, by: type)), target: place, adds: false)
  }

  private mutating func targetNode(
    _ target: Action.Target, isRead: Bool
  ) throws(Diagnostic) -> Int {
    switch target {
    case .window(let window):
      return try windowNode(window, isRead: isRead, isWritten: true)
    case .host(let window):
      return try hostNode(window, isRead: isRead, isWritten: true)
    }
  }

}

extension ElementType {

  /// What one computes with for numbers of this type.
  var lane: ElementType {
    if isFloat { return self == .float64 ? .float64 : .float32 }
    return NumberRange(self).fitsInt32 ? .int32 : .int64
  }

  var isLane: Bool { self == lane }

}

extension ValueBinary {
  /// Whether the low bits of the result follow from the low bits of both numbers.
  var isClosed: Bool {
    switch self {
    case .add, .subtract, .multiply, .shiftLeft, .bitAnd, .bitOr, .bitXor: true
    case .quotient, .shiftRight, .minimum, .maximum, .equal, .notEqual, .less, .lessOrEqual,
      .greater, .greaterOrEqual:
      false
    }
  }
}
