/// How values are made: each with the shape and the kind that follow from what it is made of, and as
/// a `Scalar` wherever all of it is one, so that what is the same is spelled in one way.
extension Value {

  /// One whole number.
  public init(_ scalar: Scalar) { self.init(.scalar(scalar), shape: [], kind: .integer) }

  /// One number that is not whole.
  public init(real: Double) { self.init(.real(real), shape: [], kind: .float32) }

  /// The numbers of a window; one whole number of the state where all its axes are single places.
  /// - Before: the window has at most as many axes as its part.
  public init(_ window: Window, in state: [StatePart]) {
    let part = state[window.state.index]
    let places = window.axes.compactMap { axis -> Scalar? in
      if case .at(let place) = axis { place } else { nil }
    }
    if places.count == part.shape.count, Kind(part.type.element) == .integer {
      self.init(.cell(window.state, places))
    } else {
      self.init(
        .window(window), shape: window.shape(in: state), kind: Kind(part.type.element))
    }
  }

  public init(_ window: HostWindow) {
    self.init(.host(window), shape: window.shape, kind: Kind(window.type.element))
  }

  /// - Shapes: that of `index`, then those of the part behind its first axis.
  /// - Errors: the part has no axis, or a place is no whole number.
  public static func gather(
    _ id: StateID, _ index: Value, in state: [StatePart]
  ) throws(ValueError) -> Value {
    let part = state[id.index]
    guard !part.shape.isEmpty else { throw .rank(found: 0, atLeast: 1) }
    guard index.kind == .integer else { throw .wholeNumbers("gather") }
    return Value(
      .gather(id, index), shape: index.shape + part.shape.dropFirst().map(Scalar.constant),
      kind: Kind(part.type.element))
  }

  /// - Errors: there are fewer than two axes.
  public static func transpose(_ value: Value) throws(ValueError) -> Value {
    let rank = value.shape.count
    guard rank >= 2 else { throw .rank(found: rank, atLeast: 2) }
    var shape = value.shape
    shape.swapAt(rank - 1, rank - 2)
    return Value(.transpose(value), shape: shape, kind: value.kind)
  }

  /// - Shapes: `[…, m, k]` and `[…, k, n]` give `[…, m, n]`, `[k]` and `[k, n]` give `[n]`; the axes
  ///   before are broadcast.
  /// - Errors: there are too few axes, the sums have provably different lengths, or axes before them
  ///   can not be broadcast.
  public static func contract(_ a: Value, _ b: Value) throws(ValueError) -> Value {
    guard let length = a.shape.last else { throw .rank(found: 0, atLeast: 1) }
    let rank = b.shape.count
    guard rank >= 2 else { throw .rank(found: rank, atLeast: 2) }
    guard length.isSame(as: b.shape[rank - 2]) != false else {
      throw .sumsDiffer(a.shape, b.shape)
    }
    let axes = Array(a.shape.dropLast(2))
    let batch =
      rank == 2 ? axes : try broadcast(axes, Array(b.shape.dropLast(2)))
    let rows = a.shape.count > 1 ? [a.shape[a.shape.count - 2]] : []
    return Value(
      .contract(a, b), shape: batch + rows + [b.shape[rank - 1]], kind: max(a.kind, b.kind))
  }

  public static func unary(_ function: ValueUnary, _ value: Value) -> Value {
    // Whole numbers are round.
    if function == .round, value.kind == .integer { return value }
    if case .scalar(let scalar) = value.node {
      switch function {
      case .minus: return Value(.unary(.minus, scalar))
      case .absolute: return Value(.binary(.maximum, scalar, .unary(.minus, scalar)))
      case .round, .exponential, .reciprocal, .squareRoot: break
      }
    }
    let kind = function.isReal ? max(value.kind, .float32) : value.kind
    return Value(.unary(function, value), shape: value.shape, kind: kind)
  }

  /// - Errors: the shapes can not be broadcast, or bits of floats are asked for.
  public static func binary(
    _ function: ValueBinary, _ a: Value, _ b: Value
  ) throws(ValueError) -> Value {
    if case .scalar(let left) = a.node, case .scalar(let right) = b.node {
      return Value(.binary(function.ofScalars, left, right))
    }
    let kind = max(a.kind, b.kind)
    if function.isOfBits, kind != .integer { throw .wholeNumbers(function.rawValue) }
    return Value(
      .binary(function, a, b), shape: try broadcast(a.shape, b.shape),
      kind: function.isComparison ? .integer : kind)
  }

  /// - Errors: the shapes can not be broadcast, or the condition is no whole number.
  public static func choice(
    _ condition: Value, _ a: Value, _ b: Value
  ) throws(ValueError) -> Value {
    if case .scalar(let condition) = condition.node, case .scalar(let left) = a.node,
      case .scalar(let right) = b.node
    {
      return Value(.choice(condition, left, right))
    }
    guard condition.kind == .integer else { throw .wholeNumbers("if") }
    let shape = try broadcast(condition.shape, try broadcast(a.shape, b.shape))
    return Value(.choice(condition, a, b), shape: shape, kind: max(a.kind, b.kind))
  }

  /// The numbers as `type` holds them.
  public static func cast(_ type: NumberType, _ value: Value) -> Value {
    if case .scalar(let scalar) = value.node, let cast = scalar.cast(to: type) {
      return Value(cast)
    }
    return Value(.cast(type, value), shape: value.shape, kind: Kind(type.element))
  }

  /// - Errors: there is none, or more of it than there are axes.
  public static func pad(
    _ value: Value, _ padding: [Padding], by number: Scalar = .constant(0)
  ) throws(ValueError) -> Value {
    guard 1 ... max(value.shape.count, 1) ~= padding.count, !value.shape.isEmpty else {
      throw .padding(count: padding.count, rank: value.shape.count)
    }
    var shape = value.shape
    for (axis, padding) in padding.enumerated() {
      shape[axis] = (padding.before + shape[axis] + padding.behind).simplified
    }
    return Value(.pad(value, padding, by: number), shape: shape, kind: value.kind)
  }

  /// - Parameter axis: counted from the end where it is negative.
  /// - Errors: there is no such axis.
  public static func reduce(
    _ reduction: ValueReduction, _ value: Value, axis: Int
  ) throws(ValueError) -> Value {
    let rank = value.shape.count
    guard -rank ..< rank ~= axis else { throw .axis(axis, rank: rank) }
    let place = axis < 0 ? axis + rank : axis
    var shape = value.shape
    shape[place] = .constant(1)
    return Value(.reduce(reduction, value, axis: place), shape: shape, kind: value.kind)
  }

  /// The shape of what is computed number by number from both.
  ///
  /// Where it can not be told whether two extents are the same, one of them is 1 or they are the same
  /// when it runs.
  /// - Errors: extents that are provably different, none of them 1.
  public static func broadcast(
    _ a: [Scalar], _ b: [Scalar]
  ) throws(ValueError) -> [Scalar] {
    var shape: [Scalar] = []
    for place in 1 ... max(a.count, b.count, 1) {
      let left = place <= a.count ? a[a.count - place] : nil
      let right = place <= b.count ? b[b.count - place] : nil
      guard let left, let right else {
        shape.append(contentsOf: [left ?? right].compactMap(\.self))
        continue
      }
      guard let extent = broadcast(left, right) else { throw .shapesDiffer(a, b) }
      shape.append(extent)
    }
    return shape.reversed()
  }

  private static func broadcast(_ a: Scalar, _ b: Scalar) -> Scalar? {
    if b == .constant(1) { return a }
    if a == .constant(1) { return b }
    switch a.isSame(as: b) {
    case true?: return a
    case false?: return nil
    case nil:
      if case .constant = a { return a }
      if case .constant = b { return b }
      return .choice(.binary(.equal, a, .constant(1)), b, a)
    }
  }

}
