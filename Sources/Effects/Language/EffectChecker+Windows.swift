import Diagnostics
import Tensors

/// Windows, and what is written.
extension EffectChecker {

  /// `acc[a:b, i]`, or `acc`.
  /// - Errors: no part is called so, it has fewer axes, or a place is provably outside of it.
  mutating func window(_ expression: Expression) throws(Diagnostic) -> Window {
    switch expression.node {
    case .name(let name): return Window(try part(name, expression), [])
    case .index(let whole, let subscripts):
      guard case .name(let name) = whole.node else {
        throw .error(
          "brackets follow the name of a part of the state", at: place(of: whole),
          hints: ["windows of windows are written as one: `acc[a:b, i]`"])
      }
      let id = try part(name, whole)
      return Window(id, try axes(subscripts, of: scope[id], expression))
    default:
      throw .error(
        "expected numbers of the state", at: place(of: expression), hints: ["such as `acc[a:b]`"])
    }
  }

  func part(_ name: String, _ expression: Expression) throws(Diagnostic) -> StateID {
    switch scope[name] {
    case .part(let id)?: return id
    case let meaning?:
      throw .error(
        "`\(name)` is \(scope.kind(meaning)), no part of the state", at: place(of: expression),
        hints: ["bits are taken by `\(name)@lsb:width`"])
    case nil:
      throw unknown(name, among: scope.state.map(\.name), expression)
    }
  }

  /// An error about a name that means nothing, where a part of the state can stand.
  /// - Parameter names: what can be meant.
  func unknown(
    _ name: String, among names: [String]? = nil, _ expression: Expression
  ) -> Diagnostic {
    let isHost = ["dram", "mem", "memory", "ddr", "host", "ram"].contains(name.lowercased())
    guard isHost || EffectFunction(rawValue: name) != nil else {
      return scope.unknown(name, among: names, at: place(of: expression))
    }
    let form = isHost ? EffectFunction.host.form : EffectFunction(rawValue: name)?.form ?? name
    return .error(
      isHost
        ? "the memory of the host is no part of the state"
        : "`\(name)` is a function, no part of the state",
      at: place(of: expression), hints: ["write `\(form)`"])
  }

  private mutating func axes(
    _ subscripts: [Expression.Subscript], of part: StatePart, _ expression: Expression
  ) throws(Diagnostic) -> [Window.Axis] {
    guard subscripts.count <= part.shape.count else {
      let found = "found \(subscripts.count)"
      throw .error(
        part.shape.isEmpty
          ? "`\(part.name)` is a single number"
          : "`\(part.name)` has \(part.shape.count == 1 ? "1 axis" : "\(part.shape.count) axes"), "
            + found, at: place(of: expression),
        hints: part.shape.isEmpty ? ["write `\(part.name)` alone"] : [])
    }
    var axes: [Window.Axis] = []
    for (entry, extent) in zip(subscripts, part.shape) {
      axes.append(try axis(entry, extent, of: part))
    }
    return axes
  }

  private mutating func axis(
    _ entry: Expression.Subscript, _ extent: Int, of part: StatePart
  ) throws(Diagnostic) -> Window.Axis {
    switch entry {
    case .at(let expression):
      if case .name(let name) = expression.node, case .places(let lower, let upper)? = scope[name] {
        return try range(lower, upper, extent, of: part, at: expression.place.lowerBound)
      }
      let place = try scalar(expression, as: "a place")
      if let number = Polynomial(place).constant, !(0 ..< extent ~= number) {
        throw .error(
          "place \(number) is not in the \(extent) of `\(part.name)`",
          at: self.place(of: expression))
      }
      return .at(place)
    case .range(let first, let last, let place):
      let lower =
        try first.map { expression throws(Diagnostic) in
          try scalar(expression, as: "the first place")
        } ?? .constant(0)
      let upper =
        try last.map { expression throws(Diagnostic) in
          try scalar(expression, as: "the place behind the last")
        } ?? .constant(extent)
      return try range(lower, upper, extent, of: part, at: place.lowerBound)
    }
  }

  private func range(
    _ lower: Scalar, _ upper: Scalar, _ extent: Int, of part: StatePart, at offset: Int
  ) throws(Diagnostic) -> Window.Axis {
    let count = upper.distance(from: lower)
    if let number = Polynomial(count).constant, number < 0 {
      throw .error(
        "this range ends \(0 &- number) before it begins", at: source.place(at: offset),
        hints: ["`a:b` is from a on before b"])
    }
    try checkBound(lower, extent, of: part, at: offset)
    try checkBound(upper, extent, of: part, at: offset)
    return .range(lower: lower, count: count)
  }

  /// - Errors: `bound` can not begin or end a range of an axis of `extent` places.
  func checkBound(
    _ bound: Scalar, _ extent: Int, of part: StatePart, at offset: Int
  ) throws(Diagnostic) {
    guard let number = Polynomial(bound).constant, !(0 ... extent ~= number) else { return }
    throw .error(
      "place \(number) is not in the \(extent) of `\(part.name)`", at: source.place(at: offset))
  }

  // MARK: - Statements

  mutating func action(_ statement: Statement) throws(Diagnostic) -> Action {
    switch statement.node {
    case .stop: return .stop
    case .assign(let target, let value, let adds): return try assign(target, value, adds: adds)
    case .barrier(let units): return .barrier(units)
    case .call(let expression): return try queueAction(expression)
    }
  }

  private mutating func queueAction(_ expression: Expression) throws(Diagnostic) -> Action {
    guard case .call(let name, let arguments) = expression.node,
      let verb = QueueVerb(rawValue: name)
    else {
      throw .error(
        "this number goes nowhere", at: place(of: expression),
        hints: ["write `window = …`; `stop`, `barrier` and what is said to queues stand alone"])
    }
    guard arguments.count == 2, arguments.allSatisfy({ $0.label == nil }),
      case .name(let queue) = arguments[0].value.node
    else {
      throw .error(
        "`\(name)` takes the name of a queue and a count", at: place(of: expression),
        hints: ["it is written `\(name)(queue, n)`"])
    }
    let count = try scalar(arguments[1].value, as: "a count")
    return .queue(verb, queue, count)
  }

  private mutating func assign(
    _ left: Expression, _ right: Expression, adds: Bool
  ) throws(Diagnostic) -> Action {
    let (target, type, shape) = try written(left)
    self.target = type
    defer { self.target = nil }
    let value = try value(right)
    if value.kind != .integer, !type.element.isFloat {
      throw .error(
        "floats do not go into \(type) by themselves", at: place(of: right),
        hints: ["write `cast(\(type), …)`"])
    }
    try checkFit(value.shape, shape, right)
    return .assign(target, value, adds: adds)
  }

  /// Says where numbers of a shape go into another only by luck.
  /// - Errors: they never do.
  private mutating func checkFit(
    _ source: [Scalar], _ shape: [Scalar], _ expression: Expression
  ) throws(Diagnostic) {
    let way = "there are as many, in the order of rows, or extents of 1 that are repeated"
    let (found, wanted) = (text(of: source), text(of: shape))
    guard Self.goes(source, into: shape) else {
      let meant = products.last { Self.goes($0.shape, into: shape) }
      throw .error(
        "numbers of shape \(found) do not go into \(wanted)", at: place(of: expression),
        hints: [meant?.hint ?? way])
    }
    if source.isEmpty || Self.canBeAsMany(source, shape) { return }
    guard let extents = Self.unlikely(source, shape, isRepeated: false) else { return }
    warn(
      "numbers of shape \(found) go into \(wanted) only where \(text(of: extents))",
      at: place(of: expression), hint: way)
  }

  private mutating func written(
    _ expression: Expression
  ) throws(Diagnostic) -> (Action.Target, NumberType, [Scalar]) {
    if case .call("dram", _) = expression.node {
      guard case .host(let window) = try value(expression).node else {
        throw .error("expected a window on `dram`", at: place(of: expression))
      }
      return (.host(window), window.type, window.shape)
    }
    if case .name(let name) = expression.node, let meaning = scope[name] {
      guard case .part = meaning else {
        throw .error(
          "`\(name)` is \(scope.kind(meaning)), which nothing is written to",
          at: place(of: expression), hints: ["numbers with a name are said in `let`"])
      }
    }
    switch expression.node {
    case .name, .index:
      let window = try window(expression)
      return (
        .window(window), scope[window.state].type, window.shape(in: scope.state)
      )
    default:
      throw .error(
        "nothing is written to this", at: place(of: expression),
        hints: ["`=` follows a part of the state, a window such as `acc[a:b]`, or `dram(…)`"])
    }
  }

  /// Whether the numbers of one shape can go into another: what can not be told is seen when it runs.
  static func goes(_ source: [Scalar], into target: [Scalar]) -> Bool {
    if source.isEmpty || canBeAsMany(source, target) { return true }
    guard source.count <= target.count else { return false }
    return zip(source.reversed(), target.reversed()).allSatisfy { extent, wanted in
      extent == .constant(1) || extent.isSame(as: wanted) != false
    }
  }

  /// Whether two shapes can have as many numbers, where they have any.
  private static func canBeAsMany(_ a: [Scalar], _ b: [Scalar]) -> Bool {
    var others = b
    let rest = a.filter { extent in
      guard let place = others.firstIndex(where: { extent.isSame(as: $0) == true }) else {
        return true
      }
      others.remove(at: place)
      return false
    }
    let (left, right) = (Scalar.product(rest), Scalar.product(others))
    return left.isSame(as: right) != false && (Polynomial(left) - Polynomial(right)).canBeZero
  }

}
