import Diagnostics
import Tensors

/// What becomes of a whole number: all of it, or the low 32 bits alone.
enum Demand { case exact, low }

extension PlanBuilder {

  /// - Returns: the node that will hold the numbers.
  mutating func compile(_ value: Value, _ demand: Demand) throws(Diagnostic) -> Int {
    switch value.node {
    case .scalar(let scalar): return try scalarNode(scalar, demand)
    case .real(let number):
      return add(.real(number), value.kind == .float64 ? .float64 : .float32, rank: 0)
    case .window(let window): return try windowNode(window, isRead: true, isWritten: false)
    case .host(let window):
      return try hostNode(window, isRead: true, isWritten: false)
    case .gather(let id, let index): return try gatherNode(id, index)
    case .transpose(let operand):
      let node = try compile(operand, demand)
      guard nodes[node].rank >= 2 else {
        throw .error("numbers with \(nodes[node].rank) axes have no two axes to exchange")
      }
      return add(.transpose(node), nodes[node].type, rank: nodes[node].rank)
    case .contract(let a, let b): return try contractNode(a, b, demand)
    case .unary(let function, let operand): return try unaryNode(function, operand, demand)
    case .binary(let function, let a, let b): return try binaryNode(function, a, b, demand)
    case .choice(let condition, let a, let b):
      return try choiceNode(condition, a, b, demand)
    case .cast(let type, let operand): return try castNode(type, operand)
    case .pad(let operand, let paddings, let number):
      return try padNode(operand, paddings, number, demand)
    case .reduce(let reduction, let operand, let axis):
      return try reduceNode(reduction, operand, axis, demand)
    }
  }

  /// Adds a node; what it needs from the operations from `start` on is computed before it.
  mutating func add(
    _ work: NodePlan.Work, _ type: ElementType, rank: Int, from start: Int? = nil,
    extents: Slot? = nil
  ) -> Int {
    nodes.append(
      NodePlan(
        work: work, type: type, rank: rank, extents: extents ?? slots(NodePlan.slots(rank)),
        operations: (start ?? operations.count) ..< operations.count))
    return nodes.count - 1
  }

  /// The same numbers as elements of `type`.
  mutating func converted(_ node: Int, to type: ElementType, saturates: Bool = false) -> Int {
    if nodes[node].type == type { return node }
    return add(.convert(node, saturates: saturates), type, rank: nodes[node].rank)
  }

  /// The same numbers one behind the other.
  mutating func dense(_ node: Int) -> Int {
    switch nodes[node].work {
    case .window, .transpose, .fit: add(.copy(node), nodes[node].type, rank: nodes[node].rank)
    default: node
    }
  }

  // MARK: Numbers that are there

  private mutating func scalarNode(_ scalar: Scalar, _ demand: Demand) throws(Diagnostic) -> Int {
    let start = operations.count
    let slot = try compile(scalar)
    let isShort = demand == .low || range(of: scalar).fitsInt32
    return add(.scalar(slot), isShort ? .int32 : .int64, rank: 0, from: start)
  }

  mutating func windowNode(
    _ window: Window, isRead: Bool, isWritten: Bool
  ) throws(Diagnostic) -> Int {
    let part = try part(window.state)
    let place = layout.places[window.state.index]
    guard window.axes.count <= place.shape.count else {
      throw .error(
        "`\(part.name)` has \(place.shape.count) axes, and a window of it \(window.axes.count)")
    }
    let start = operations.count
    var lowers: [(lower: Slot, count: Slot?)] = []
    for axis in window.axes {
      switch axis {
      case .at(let place): lowers.append((try compile(place), nil))
      case .range(let lower, let count): lowers.append((try compile(lower), try compile(count)))
      }
    }
    for extent in place.shape.dropFirst(window.axes.count) {
      lowers.append((constant(0), constant(extent)))
    }
    let rank = lowers.count { $0.count != nil }
    let extents = slots(NodePlan.slots(rank))
    var target = extents
    let first = axes.count
    for (axis, (lower, count)) in lowers.enumerated() {
      axes.append(
        AxisPlan(
          lower: lower, count: count, extent: place.shape[axis], stride: place.strides[axis],
          target: target))
      guard count != nil else { continue }
      fix(target + rank, place.strides[axis])
      target += 1
    }
    windows.append(
      WindowPlan(
        state: window.state.index, axes: first ..< axes.count, isRead: isRead,
        isWritten: isWritten))
    return add(
      .window(windows.count - 1), part.type.element, rank: rank, from: start, extents: extents)
  }

  mutating func hostNode(
    _ window: HostWindow, isRead: Bool, isWritten: Bool
  ) throws(Diagnostic) -> Int {
    let elementSize = Tensor.byteCount(of: window.element, window.type.element)
    guard window.extents.count == window.strides.count, let elementSize, elementSize <= 1 << 31
    else {
      throw .error(
        "\(window.extents.count) extents of elements \(window.element) on the host, and "
          + "\(window.strides.count) distances",
        hints: ["give a distance for each extent, and elements of less than 2 GiB"])
    }
    let start = operations.count
    let rank = window.extents.count + window.element.count
    let (extents, strides) = (slots(NodePlan.slots(rank)), slots(rank))
    let address = try compile(window.address)
    for (axis, extent) in window.extents.enumerated() {
      copy(try compile(extent), to: extents + axis)
      copy(try compile(window.strides[axis]), to: strides + axis)
    }
    var stride = window.type.element.byteSize
    for axis in window.element.indices.reversed() {
      fix(extents + window.extents.count + axis, window.element[axis])
      fix(strides + window.extents.count + axis, stride)
      stride *= window.element[axis]
    }
    hosts.append(
      HostPlan(address: address, strides: strides, isRead: isRead, isWritten: isWritten))
    return add(
      .host(hosts.count - 1, isTarget: isWritten), window.type.element, rank: rank, from: start,
      extents: extents)
  }

  private mutating func gatherNode(_ id: StateID, _ index: Value) throws(Diagnostic) -> Int {
    let part = try part(id)
    guard !part.shape.isEmpty, index.kind == .integer else {
      throw .error("`\(part.name)` has no places that such numbers name")
    }
    let places = dense(converted(try compile(index, .exact), to: .int64))
    let rank = nodes[places].rank + part.shape.count - 1
    return add(.gather(state: id.index, places), part.type.element, rank: rank)
  }

  // MARK: Numbers around and along

  private mutating func padNode(
    _ operand: Value, _ paddings: [Value.Padding], _ number: Scalar, _ demand: Demand
  ) throws(Diagnostic) -> Int {
    var node = try compile(operand, demand)
    let (filling, type) = (range(of: number), nodes[node].type)
    guard paddings.count <= nodes[node].rank else {
      throw .error("padding of \(paddings.count) axes where there are \(nodes[node].rank)")
    }
    if operand.kind == .integer, !filling.fits(type) {
      // Numbers that do not go among those that are there.
      node = converted(node, to: demand == .low ? .int32 : .int64)
    }
    let start = operations.count
    let first = self.paddings.count
    for padding in paddings {
      let (before, behind) = (try compile(padding.before), try compile(padding.behind))
      self.paddings.append(PaddingPlan(before: before, behind: behind))
    }
    let slot = try compile(number)
    let value = add(.scalar(slot), .int64, rank: 0, from: start)
    let by = converted(value, to: nodes[node].type)
    return add(
      .pad(node, padding: first ..< self.paddings.count, by: by), nodes[node].type,
      rank: nodes[node].rank)
  }

  private mutating func reduceNode(
    _ reduction: ValueReduction, _ operand: Value, _ axis: Int, _ demand: Demand
  ) throws(Diagnostic) -> Int {
    let isSum = reduction == .sum
    let child = try compile(operand, isSum ? demand : .exact)
    guard 0 ..< nodes[child].rank ~= axis else {
      throw .error("there is no axis \(axis) where there are \(nodes[child].rank)")
    }
    let type: ElementType =
      switch operand.kind {
      case .float32: .float32
      case .float64: .float64
      case .integer:
        isSum ? demand == .low ? .int32 : .int64 : range(of: operand).fitsInt32 ? .int32 : .int64
      }
    let numbers = dense(converted(child, to: type))
    return add(.reduce(reduction, numbers, axis: axis), type, rank: nodes[numbers].rank)
  }

  // MARK: Ranges

  /// What is known of whole numbers.
  func range(of value: Value) -> NumberRange {
    guard value.kind == .integer else { return .all }
    switch value.node {
    case .scalar(let scalar): return range(of: scalar)
    case .real, .unary(.exponential, _), .unary(.reciprocal, _), .unary(.squareRoot, _),
      .unary(.round, _):
      return .all
    case .window(let window): return numbers(of: window.state)
    case .gather(let id, _): return numbers(of: id)
    case .host(let window): return NumberRange(window.type.element)
    case .transpose(let operand): return range(of: operand)
    case .contract: return .all
    case .unary(.minus, let operand): return -range(of: operand)
    case .unary(.absolute, let operand):
      let size = range(of: operand).symmetric
      return size == .all ? .all : NumberRange(0, size.most)
    case .binary(let function, let a, let b):
      return .binary(function.ofScalars, range(of: a), range(of: limited(b, function)))
    case .choice(_, let a, let b): return range(of: a).union(range(of: b))
    case .cast(let type, let operand):
      let range = operand.kind == .integer ? range(of: operand) : .all
      return range.fits(type.element) ? range : NumberRange(type.element)
    case .pad(let operand, _, let number): return range(of: operand).union(range(of: number))
    case .reduce(let reduction, let operand, _):
      return reduction == .sum ? .all : range(of: operand)
    }
  }

  private func numbers(of id: StateID) -> NumberRange {
    state.indices.contains(id.index) ? NumberRange(state[id.index].type.element) : .all
  }

}
