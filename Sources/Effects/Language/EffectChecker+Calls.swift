import Diagnostics
import Support
import Tensors

/// Functions.
extension EffectChecker {

  mutating func call(
    _ name: String, _ arguments: [Expression.Argument], _ expression: Expression
  ) throws(Diagnostic) -> Value {
    guard let function = EffectFunction(rawValue: name) else {
      throw unknownFunction(name, at: expression)
    }
    try checkArguments(function, arguments, expression)
    let given = arguments.filter { $0.label == nil }.map(\.value)
    switch function {
    case .host: return Value(try host(arguments, expression))
    case .gather: return try gather(given, expression)
    case .cast: return .cast(try type(given[0]), try value(given[1]))
    case .low: return try low(given[0], expression)
    case .pad: return try pad(given, arguments, expression)
    case .transpose:
      let value = try value(given[0])
      return try made(at: given[0]) { () throws(ValueError) in try .transpose(value) }
    case .sum: return try reduce(.sum, given)
    case .most: return try reduce(.most, given)
    case .least: return try reduce(.least, given)
    case .maximum: return try fold(.maximum, given)
    case .minimum: return try fold(.minimum, given)
    case .clip:
      let (x, least, most) = (try value(given[0]), try value(given[1]), try value(given[2]))
      let above = try made(at: given[1]) { () throws(ValueError) in
        try .binary(.maximum, x, least)
      }
      return try made(at: given[2]) { () throws(ValueError) in try .binary(.minimum, above, most) }
    case .absolute: return .unary(.absolute, try value(given[0]))
    case .exponential: return .unary(.exponential, try value(given[0]))
    case .squareRoot: return .unary(.squareRoot, try value(given[0]))
    case .reciprocal: return .unary(.reciprocal, try value(given[0]))
    case .round: return .unary(.round, try value(given[0]))
    }
  }

  private func unknownFunction(_ name: String, at expression: Expression) -> Diagnostic {
    if let verb = QueueVerb(rawValue: name) {
      return .error(
        "`\(name)` is no number", at: place(of: expression),
        hints: ["it stands alone: `…; \(verb.rawValue)(queue, n)`"])
    }
    if scope[name] != nil {
      return .error(
        "`\(name)` is no function", at: place(of: expression),
        hints: ["numbers of a part are taken by brackets: `\(name)[a:b]`"])
    }
    let names = EffectFunction.allCases.map(\.rawValue)
    if let form = EffectFunction.form(of: name, on: "x") {
      return .error(
        "no function is called `\(name)`", at: place(of: expression), hints: ["write `\(form)`"])
    }
    let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
    return .error(
      "no function is called `\(name)`", at: place(of: expression),
      hints: near.isEmpty
        ? ["functions are \(names.map { "`\($0)`" }.joined(separator: ", "))"] : near)
  }

  private func checkArguments(
    _ function: EffectFunction, _ arguments: [Expression.Argument], _ expression: Expression
  ) throws(Diagnostic) {
    var labels: Set<String> = []
    for argument in arguments {
      guard let label = argument.label else { continue }
      guard function.labels.contains(label) else {
        throw .error(
          "`\(function.rawValue)` has no `\(label)=`", at: place(of: argument.value),
          hints: ["it is written `\(function.form)`"])
      }
      guard labels.insert(label).inserted else {
        throw .error("`\(label)=` is there twice", at: place(of: argument.value))
      }
    }
    let count = arguments.count - labels.count
    guard function.arguments.contains(count) else {
      let range = function.arguments
      let wanted =
        range.count == 1
        ? "\(range.lowerBound)"
        : count < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
      throw .error(
        "`\(function.rawValue)` takes \(wanted) of what stands between commas, found \(count)",
        at: place(of: expression), hints: ["it is written `\(function.form)`"])
    }
  }

  private mutating func fold(
    _ function: ValueBinary, _ operands: [Expression]
  ) throws(Diagnostic) -> Value {
    var folded = try value(operands[0])
    for operand in operands.dropFirst() {
      let (left, right) = (folded, try value(operand))
      folded = try made(at: operand) { () throws(ValueError) in
        try .binary(function, left, right)
      }
    }
    return folded
  }

  private mutating func reduce(
    _ reduction: ValueReduction, _ given: [Expression]
  ) throws(Diagnostic) -> Value {
    let value = try value(given[0])
    guard case .integer(let axis) = given[1].node else {
      throw .error(
        "the axis has to be a number as it stands", at: place(of: given[1]),
        hints: ["axes are 0, 1, …, or -1 for the last"])
    }
    return try made(at: given[1]) { () throws(ValueError) in
      try .reduce(reduction, value, axis: axis)
    }
  }

  private mutating func low(
    _ operand: Expression, _ expression: Expression
  ) throws(Diagnostic) -> Value {
    guard let target, !target.element.isFloat else {
      throw .error(
        target == nil
          ? "`low` is the low bits that what is written has room for; nothing is written here"
          : "`low` keeps bits of whole numbers, and floats are written here",
        at: place(of: expression), hints: ["write `cast(int8, x)`"])
    }
    return .cast(NumberType(target.element), try value(operand))
  }

  private mutating func gather(
    _ given: [Expression], _ expression: Expression
  ) throws(Diagnostic) -> Value {
    guard case .name(let name) = given[0].node, case .part(let id)? = scope[name] else {
      throw .error(
        "`gather` takes the name of a part of the state", at: place(of: given[0]),
        hints: ["it is written `\(EffectFunction.gather.form)`"])
    }
    let index = try value(given[1])
    let state = scope.state
    return try made(at: given[state[id.index].shape.isEmpty ? 0 : 1]) { () throws(ValueError) in
      try .gather(id, index, in: state)
    }
  }

  private mutating func pad(
    _ given: [Expression], _ arguments: [Expression.Argument], _ expression: Expression
  ) throws(Diagnostic) -> Value {
    guard given.count % 2 == 1 else {
      throw .error(
        "`pad` takes two counts for each axis, found \(given.count - 1)",
        at: place(of: expression), hints: ["it is written `\(EffectFunction.pad.form)`"])
    }
    let value = try value(given[0])
    var padding: [Value.Padding] = []
    for index in stride(from: 1, to: given.count, by: 2) {
      padding.append(
        Value.Padding(
          before: try count(given[index], as: "padding"),
          behind: try count(given[index + 1], as: "padding")))
    }
    var number = Scalar.constant(0)
    if let by = arguments.first(where: { $0.label == "value" })?.value {
      number = try scalar(by, as: "what is put around")
    }
    return try made(at: given[0]) { () throws(ValueError) in
      try .pad(value, padding, by: number)
    }
  }

  // MARK: - Memory of the host

  mutating func host(
    _ arguments: [Expression.Argument], _ expression: Expression
  ) throws(Diagnostic) -> HostWindow {
    let given = arguments.filter { $0.label == nil }.map(\.value)
    let (type, element) = try elementType(given[0])
    let address = try scalar(given[1], as: "an address")
    var extents: [Scalar] = []
    for extent in given[2...] { extents.append(try count(extent, as: "an extent")) }
    var strides: [Scalar] = []
    for argument in arguments {
      switch argument.label {
      case "stride": strides.append(try scalar(argument.value, as: "a stride"))
      case "strides":
        for stride in argument.value.elements {
          strides.append(try scalar(stride, as: "a stride"))
        }
      default: break
      }
    }
    let labels = arguments.compactMap(\.label)
    guard labels.count < 2 else {
      throw .error(
        "`stride=` and `strides=` say the same", at: place(of: expression),
        hints: ["`stride=` is for the outermost extent, `strides=(…)` for more of them"])
    }
    guard strides.count <= extents.count else {
      let count = extents.count
      throw .error(
        "\(strides.count == 1 ? "a stride" : "\(strides.count) strides") of "
          + (count == 0 ? "one element" : count == 1 ? "1 extent" : "\(count) extents"),
        at: place(of: expression), hints: ["it is written `\(EffectFunction.host.form)`"])
    }
    return HostWindow(
      type, element: element, address: address, extents: extents, outerStrides: strides)
  }

  /// A count that is not provably less than 0.
  private mutating func count(
    _ expression: Expression, as what: String
  ) throws(Diagnostic) -> Scalar {
    let count = try scalar(expression, as: what)
    if let number = Polynomial(count).constant, number < 0 {
      throw .error("\(what) of \(number)", at: place(of: expression), hints: ["write 0 or more"])
    }
    return count
  }

  // MARK: - Types

  /// `int8` or `int8.sat`
  func type(_ expression: Expression) throws(Diagnostic) -> NumberType {
    let text: String
    switch expression.node {
    case .name(let name): text = name
    case .member(let whole, let tail):
      guard case .name(let name) = whole.node else { fallthrough }
      text = "\(name).\(tail)"
    default:
      throw .error(
        "expected a type", at: place(of: expression), hints: ["such as `int8` or `int8.sat`"])
    }
    return try NumberType.reading(text, at: place(of: expression))
  }

  /// `int8` or `int8[16, 16]`
  private func elementType(
    _ expression: Expression
  ) throws(Diagnostic) -> (NumberType, [Int]) {
    guard case .index(let type, let subscripts) = expression.node else {
      return (try self.type(expression), [])
    }
    var shape: [Int] = []
    for extent in subscripts {
      guard case .at(let expression) = extent, case .integer(let number) = expression.node,
        number >= 1
      else {
        throw .error(
          "the extents of an element are numbers of 1 or more as they stand",
          at: place(of: expression), hints: ["extents that vary stand behind the address"])
      }
      shape.append(number)
    }
    let numberType = try self.type(type)
    guard Tensor.byteCount(of: shape, numberType.element) != nil else {
      throw .error(
        "an element of more than 2^34 bytes", at: place(of: expression),
        hints: ["extents that vary stand behind the address"])
    }
    return (numberType, shape)
  }

}

extension Expression {

  /// Those of a list, or this alone.
  fileprivate var elements: [Expression] {
    if case .tuple(let elements) = node { return elements }
    return [self]
  }

}
