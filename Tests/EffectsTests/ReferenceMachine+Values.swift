import Effects
import Tensors

/// What the reference computes: numbers and their shape.
struct ReferenceValue {
  var numbers: ReferenceNumbers
  var shape: [Int]
}

extension ReferenceMachine {

  mutating func assign(
    _ target: Action.Target, _ value: Value, adds: Bool, _ frame: [Int]
  ) throws {
    let value = try evaluate(value, frame)
    let (places, shape, type): ([Int], [Int], NumberType)
    switch target {
    case .window(let window):
      (places, shape) = try self.places(window, frame)
      type = form[window.state].type
    case .host(let window):
      (places, shape) = try addresses(window, frame)
      type = window.type
    }
    var sources = Array(0 ..< value.numbers.count)
    if places.count != value.numbers.count {
      let extra = max(0, value.shape.count - shape.count)
      guard value.shape.prefix(extra).allSatisfy({ $0 == 1 }),
        let found = Self.places(Array(value.shape.dropFirst(extra)), in: shape)
      else { throw EffectFault.Reason.shapes(value.shape, shape) }
      sources = found
    }
    var numbers = value.numbers.picked(sources)
    if adds {
      let old: ReferenceNumbers
      switch target {
      case .window(let window): old = try read(window, places)
      case .host(let window): old = try read(window, places)
      }
      numbers = try Self.combined(.add, old, numbers)
    }
    let held = numbers.held(by: type)
    switch target {
    case .window(let window): put(window.state, held, at: places)
    case .host:
      let (bytes, size) = (held.bytes, type.element.byteSize)
      for (number, place) in places.enumerated() {
        for byte in 0 ..< size { host[place + byte] = bytes[number * size + byte] }
      }
    }
  }

  private func read(_ window: Effects.Window, _ places: [Int]) throws -> ReferenceNumbers {
    guard let tensor = tensor(window.state) else { throw TensorError.badShape([]) }
    return ReferenceNumbers(tensor).picked(places)
  }

  private func read(_ window: HostWindow, _ places: [Int]) throws -> ReferenceNumbers {
    let size = window.type.element.byteSize
    let bytes = places.flatMap { place in (place ..< place + size).map { host[$0] ?? 0 } }
    return ReferenceNumbers(try Tensor(window.type.element, [places.count], bytes: bytes))
  }

  /// For each place of `shape` that of the numbers with the shape `inner` that is repeated there.
  static func places(_ inner: [Int], in shape: [Int]) -> [Int]? {
    let extra = shape.count - inner.count
    guard extra >= 0 else { return nil }
    var places = [0]
    for (axis, extent) in shape.enumerated() {
      guard axis >= extra else {
        places = places.flatMap { Array(repeating: $0, count: extent) }
        continue
      }
      let own = inner[axis - extra]
      guard own == extent || own == 1 else { return nil }
      places = places.flatMap { place in
        (0 ..< extent).map { place * own + (own == 1 ? 0 : $0) }
      }
    }
    return places
  }

  static func joined(_ a: [Int], _ b: [Int]) throws -> [Int] {
    let rank = max(a.count, b.count)
    let x = Array(repeating: 1, count: rank - a.count) + a
    let y = Array(repeating: 1, count: rank - b.count) + b
    let shape = try zip(x, y).map { left, right in
      guard left == right || left == 1 || right == 1 else {
        throw EffectFault.Reason.shapes(a, b)
      }
      return left == 1 ? right : left
    }
    try count(shape)
    return shape
  }

  private static func spread(_ value: ReferenceValue, to shape: [Int]) throws -> ReferenceNumbers {
    guard let places = places(value.shape, in: shape) else {
      throw EffectFault.Reason.shapes(value.shape, shape)
    }
    return value.numbers.picked(places)
  }

  // MARK: Values

  func evaluate(_ value: Value, _ frame: [Int]) throws -> ReferenceValue {
    switch value.node {
    case .scalar(let scalar):
      return ReferenceValue(numbers: .whole([try number(scalar, frame)]), shape: [])
    case .real(let number):
      return ReferenceValue(
        numbers: value.kind == .float64 ? .double([number]) : .single([Float(number)]), shape: [])
    case .window(let window):
      let (places, shape) = try places(window, frame)
      return ReferenceValue(numbers: try read(window, places), shape: shape)
    case .host(let window):
      let (places, shape) = try addresses(window, frame)
      return ReferenceValue(numbers: try read(window, places), shape: shape)
    case .gather(let id, let index): return try gather(id, try evaluate(index, frame))
    case .transpose(let operand):
      let x = try evaluate(operand, frame)
      let (rows, columns) = (x.shape[x.shape.count - 2], x.shape[x.shape.count - 1])
      let size = rows * columns
      let places = (0 ..< x.numbers.count).map { place in
        place / size * size + place % size % rows * columns + place % size / rows
      }
      return ReferenceValue(
        numbers: x.numbers.picked(places), shape: x.shape.dropLast(2) + [columns, rows])
    case .contract(let a, let b): return try product(evaluate(a, frame), evaluate(b, frame))
    case .unary(let function, let operand):
      let x = try evaluate(operand, frame)
      return ReferenceValue(numbers: try Self.applied(function, x.numbers), shape: x.shape)
    case .binary(let function, let a, let b):
      let (x, y) = (try evaluate(a, frame), try evaluate(b, frame))
      let shape = try Self.joined(x.shape, y.shape)
      return ReferenceValue(
        numbers: try Self.combined(
          function, try Self.spread(x, to: shape), try Self.spread(y, to: shape)), shape: shape)
    case .choice(let condition, let a, let b):
      return try choice(
        evaluate(condition, frame), evaluate(a, frame), evaluate(b, frame))
    case .cast(let type, let operand):
      let x = try evaluate(operand, frame)
      return ReferenceValue(numbers: ReferenceNumbers(x.numbers.held(by: type)), shape: x.shape)
    case .pad(let operand, let padding, let filling):
      let ends = try padding.map { (try number($0.before, frame), try number($0.behind, frame)) }
      return try padded(evaluate(operand, frame), ends, try number(filling, frame))
    case .reduce(let reduction, let operand, let axis):
      return try reduced(reduction, evaluate(operand, frame), axis)
    }
  }

  private func gather(_ id: StateID, _ index: ReferenceValue) throws -> ReferenceValue {
    let part = form[id]
    let row = part.shape.dropFirst().reduce(1, *)
    var places: [Int] = []
    for place in index.numbers.ints {
      guard 0 ..< part.shape[0] ~= place else {
        throw EffectFault.Reason.outside(
          id, axis: 0, lower: place, count: 1, extent: part.shape[0])
      }
      places += (0 ..< row).map { place * row + $0 }
    }
    return ReferenceValue(
      numbers: try read(Effects.Window(id, []), places), shape: index.shape + part.shape.dropFirst()
    )
  }

  private func choice(
    _ condition: ReferenceValue, _ a: ReferenceValue, _ b: ReferenceValue
  ) throws -> ReferenceValue {
    let shape = try Self.joined(condition.shape, try Self.joined(a.shape, b.shape))
    let kind = max(a.numbers.kind, b.numbers.kind)
    let truth = try Self.spread(condition, to: shape).ints
    let x = try Self.spread(a, to: shape).converted(to: kind)
    let y = try Self.spread(b, to: shape).converted(to: kind)
    func chosen<T>(_ x: [T], _ y: [T]) -> [T] {
      truth.indices.map { truth[$0] != 0 ? x[$0] : y[$0] }
    }
    let numbers: ReferenceNumbers =
      switch (x, y) {
      case (.whole(let x), .whole(let y)): .whole(chosen(x, y))
      case (.single(let x), .single(let y)): .single(chosen(x, y))
      case (.double(let x), .double(let y)): .double(chosen(x, y))
      default: x
      }
    return ReferenceValue(numbers: numbers, shape: shape)
  }

  private func padded(
    _ x: ReferenceValue, _ ends: [(Int, Int)], _ filling: Int
  ) throws -> ReferenceValue {
    var shape = x.shape
    for (axis, (before, behind)) in ends.enumerated() {
      if before < 0 { throw EffectFault.Reason.negativeCount(before) }
      if behind < 0 { throw EffectFault.Reason.negativeCount(behind) }
      shape[axis] += before + behind
    }
    let places = try (0 ..< Self.count(shape)).map { place -> Int? in
      var (rest, source, size) = (place, 0, 1)
      for axis in shape.indices.reversed() {
        let index = rest % shape[axis] - (axis < ends.count ? ends[axis].0 : 0)
        guard 0 ..< x.shape[axis] ~= index else { return nil }
        rest /= shape[axis]
        source += index * size
        size *= x.shape[axis]
      }
      return source
    }
    let numbers: ReferenceNumbers =
      switch x.numbers {
      case .whole(let x): .whole(places.map { $0.map { x[$0] } ?? filling })
      case .single(let x): .single(places.map { $0.map { x[$0] } ?? Float(filling) })
      case .double(let x): .double(places.map { $0.map { x[$0] } ?? Double(filling) })
      }
    return ReferenceValue(numbers: numbers, shape: shape)
  }

  private func reduced(
    _ reduction: ValueReduction, _ x: ReferenceValue, _ axis: Int
  ) throws -> ReferenceValue {
    var shape = x.shape
    let length = shape[axis]
    shape[axis] = 1
    let count = shape.reduce(1, *)
    if length == 0, reduction != .sum, count > 0 { throw EffectFault.Reason.nothingToReduce }
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    var numbers: ReferenceNumbers?
    for place in 0 ..< length {
      let row = x.numbers.picked(
        (0 ..< count).map { ($0 / inner * length + place) * inner + $0 % inner })
      guard let sums = numbers else {
        numbers = reduction == .sum ? try Self.combined(.add, Self.zeros(row), row) : row
        continue
      }
      let function: ValueBinary =
        reduction == .sum ? .add : reduction == .most ? .maximum : .minimum
      numbers = try Self.combined(function, sums, row)
    }
    return ReferenceValue(
      numbers: numbers ?? Self.zeros(x.numbers, count), shape: shape)
  }

  private static func zeros(_ like: ReferenceNumbers, _ count: Int? = nil) -> ReferenceNumbers {
    let count = count ?? like.count
    return ReferenceNumbers.whole(Array(repeating: 0, count: count)).converted(to: like.kind)
  }

  private func product(_ a: ReferenceValue, _ b: ReferenceValue) throws -> ReferenceValue {
    let rows = a.shape.count > 1 ? a.shape[a.shape.count - 2] : 1
    let (length, columns) = (b.shape[b.shape.count - 2], b.shape[b.shape.count - 1])
    guard a.shape[a.shape.count - 1] == length else {
      throw EffectFault.Reason.shapes(a.shape, b.shape)
    }
    let (left, right) = (Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
    let batch = try Self.joined(left, right)
    guard let x = Self.places(left, in: batch), let y = Self.places(right, in: batch) else {
      throw EffectFault.Reason.shapes(a.shape, b.shape)
    }
    let kind = max(a.numbers.kind, b.numbers.kind)
    let shape = batch + (a.shape.count > 1 ? [rows] : []) + [columns]
    let size = rows * columns
    let count = try Self.count(shape)
    var sums = Self.zeros(ReferenceNumbers.whole([]).converted(to: kind), count)
    for k in 0 ..< (count == 0 ? 0 : length) {
      let places = (0 ..< count).map { place in
        (
          (x[place / size] * rows + place % size / columns) * length + k,
          (y[place / size] * length + k) * columns + place % columns
        )
      }
      let products = try Self.combined(
        .multiply, a.numbers.picked(places.map(\.0)).converted(to: kind),
        b.numbers.picked(places.map(\.1)).converted(to: kind))
      sums = try Self.combined(.add, sums, products)
    }
    return ReferenceValue(numbers: sums, shape: shape)
  }

}
