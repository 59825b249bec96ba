import Diagnostics
import ISA
import Support
import Tensors

/// Gives what was written its meaning: names, shapes and types.
struct EffectChecker {

  var scope: EffectScope

  /// What is read.
  var source: SourceText

  /// The type of what is written, which `low` casts to.
  var target: NumberType?

  /// Names that mean something but not here, with the reason.
  var withheld: [String: String] = [:]

  /// What can be meant, but hardly is.
  private(set) var warnings: [Diagnostic] = []

  /// Products by `*` of numbers that a product of matrices would fit, and how that is written.
  private(set) var products: [MatrixProduct] = []

  private var poll = Poll()

  init(_ scope: EffectScope, _ source: SourceText) {
    self.scope = scope
    self.source = source
  }

  func place(of expression: Expression) -> Place { source.place(at: expression.place.lowerBound) }

  // MARK: - Single numbers

  /// One whole number: an address, a count, a condition.
  /// - Errors: it is something else.
  mutating func scalar(
    _ expression: Expression, as what: String
  ) throws(Diagnostic) -> Scalar {
    let value = try value(expression)
    if case .scalar(let scalar) = value.node { return scalar }
    let found =
      value.shape.isEmpty
      ? value.kind == .integer ? "a number with a type" : "a float"
      : "numbers of shape \(text(of: value.shape))"
    throw .error(
      "\(what) has to be one whole number, found \(found)", at: place(of: expression),
      hints: value.shape.isEmpty
        ? [] : ["one number of a part is taken with one place on each axis: `c[0]`"])
  }

  func spelling(of expression: Expression) -> String { source.spelling(expression.place) }

  mutating func warn(_ message: String, at place: Place, hint: String) {
    warnings.append(.warning(message, at: place, hints: [hint]))
  }

  func text(of shape: [Scalar]) -> String {
    EffectPrinter(scope.variables.map(\.name), scope.state).text(of: shape)
  }

  // MARK: - Values

  mutating func value(_ expression: Expression) throws(Diagnostic) -> Value {
    try poll.check(after: 64)
    switch expression.node {
    case .integer(let number): return Value(.constant(number))
    case .real(let number): return Value(real: number)
    case .name(let name): return try named(name, expression)
    case .index: return Value(try window(expression), in: scope.state)
    case .member(let whole, let name): return Value(try member(whole, name, expression))
    case .bits(let number, let lsb, let width, let isSigned):
      let number = try bitsOperand(number)
      return Value(.bits(number, lsb: lsb, width: width, isSigned: isSigned))
    case .unary(let prefix, let operand): return try unary(prefix, operand)
    case .binary(let infix, let a, let b): return try binary(infix, a, b, expression)
    case .among(let number, let others): return Value(try among(number, others))
    case .choice(let condition, let a, let b):
      let (condition, a, b) = (try value(condition), try value(a), try value(b))
      return try made(at: expression) { () throws(ValueError) in try .choice(condition, a, b) }
    case .call(let name, let arguments): return try call(name, arguments, expression)
    case .tuple:
      throw .error(
        "a list stands only behind `in` and `strides=`", at: place(of: expression),
        hints: ["write one number"])
    }
  }

  private func named(_ name: String, _ expression: Expression) throws(Diagnostic) -> Value {
    if let reason = withheld[name] { throw .error(reason, at: place(of: expression)) }
    switch scope[name] {
    case .variable(let id)?: return Value(.variable(id))
    case .part(let id)?: return Value(Window(id, []), in: scope.state)
    case .places?:
      throw .error(
        "`\(name)` is a range of places, no number", at: place(of: expression),
        hints: ["take the numbers of a part with it: `acc[\(name)]`"])
    case nil: throw unknown(name, expression)
    }
  }

  private mutating func bitsOperand(_ expression: Expression) throws(Diagnostic) -> Scalar {
    let value = try value(expression)
    if case .scalar(let scalar) = value.node { return scalar }
    throw .error(
      "bits are taken of one whole number, found numbers of shape \(text(of: value.shape))",
      at: place(of: expression), hints: ["write `(x >> lsb) & mask`"])
  }

  private mutating func member(
    _ whole: Expression, _ name: String, _ expression: Expression
  ) throws(Diagnostic) -> Scalar {
    let number: Scalar
    do {
      number = try scalar(whole, as: "what `.\(name)` is taken of")
    } catch {
      // Other languages call functions so.
      guard let form = EffectFunction.form(of: name, on: spelling(of: whole)) else { throw error }
      throw .error(error.message, at: error.place, hints: ["write `\(form)`"])
    }
    let fields: [Field] =
      switch number {
      case .variable(let id): scope.fields(of: id) ?? []
      case .cell(let id, _): scope[id].fields
      default: []
      }
    guard !fields.isEmpty else {
      throw .error(
        "this number has no fields", at: place(of: whole),
        hints: ["fields are declared with the part of the state; bits are taken by `x@lsb:width`"])
    }
    guard let field = fields.first(where: { $0.name == name }) else {
      let place = source.place(at: expression.place.upperBound - name.utf8.count)
      throw scope.unknown(name, among: fields.map(\.name), at: place)
    }
    return .bits(number, lsb: field.lsb, width: field.width, isSigned: field.isSigned)
  }

  private mutating func among(
    _ number: Expression, _ others: [Expression]
  ) throws(Diagnostic) -> Scalar {
    let number = try scalar(number, as: "what is looked for")
    var cases: [Scalar] = []
    for other in others {
      cases.append(.binary(.equal, number, try scalar(other, as: "what it may be")))
    }
    return cases.dropFirst().reduce(cases[0]) { .binary(.or, $0, $1) }
  }

  // MARK: - Operators

  private mutating func unary(
    _ prefix: Expression.Prefix, _ operand: Expression
  ) throws(Diagnostic) -> Value {
    switch prefix {
    case .minus: return .unary(.minus, try value(operand))
    case .complement: return Value(.unary(.complement, try scalar(operand, as: "what `~` takes")))
    case .not: return Value(.unary(.not, try scalar(operand, as: "what `not` takes")))
    }
  }

  private mutating func binary(
    _ infix: Infix, _ a: Expression, _ b: Expression, _ expression: Expression
  ) throws(Diagnostic) -> Value {
    if infix == .contract { return try contract(a, b) }
    guard let function = ValueBinary(rawValue: infix.rawValue) else {
      guard let function = ScalarBinary(rawValue: infix.rawValue) else {
        throw .error("no operator `\(infix.rawValue)`", at: place(of: expression))
      }
      let what = "what `\(infix.rawValue)` takes"
      let (left, right) = (try scalar(a, as: what), try scalar(b, as: what))
      if function == .remainder { checkDivisor(right, at: b) }
      return Value(.binary(function, left, right))
    }
    let operands = BinaryOperands(a, try value(a), b, try value(b))
    if function == .quotient { checkDivisor(operands) }
    if let product = function == .multiply ? product(operands) : nil { products.append(product) }
    let value = try made(at: b, hint: productHint(operands, function)) {
      () throws(ValueError) in try .binary(function, operands.left, operands.right)
    }
    checkExtents(operands, function)
    return value
  }

  private mutating func contract(
    _ a: Expression, _ b: Expression
  ) throws(Diagnostic) -> Value {
    let operands = BinaryOperands(a, try value(a), b, try value(b))
    let isNumber = operands.left.shape.isEmpty || operands.right.shape.isEmpty
    return try made(
      at: operands.left.shape.isEmpty ? a : b, hint: isNumber ? nil : factorHint(operands)
    ) { () throws(ValueError) in try .contract(operands.left, operands.right) }
  }

  /// What `make` gives, or its error in words.
  /// - Parameter hint: the way out, where it is known.
  func made(
    at expression: Expression, hint: @autoclosure () -> String? = nil,
    _ make: () throws(ValueError) -> Value
  ) throws(Diagnostic) -> Value {
    do { return try make() } catch {
      var diagnostic = diagnostic(error, at: place(of: expression))
      if let hint = hint() { diagnostic.hints = [hint] }
      throw diagnostic
    }
  }

  private func diagnostic(_ error: ValueError, at place: Place) -> Diagnostic {
    switch error {
    case .shapesDiffer(let a, let b):
      .error(
        "numbers of shape \(text(of: a)) do not go with those of shape \(text(of: b))", at: place,
        hints: [Self.extentsHint])
    case .sumsDiffer(let a, let b):
      .error(
        "\(text(of: a)) @ \(text(of: b)) have sums of \(text(a.last)) and \(text(b.dropLast().last))",
        at: place,
        hints: ["`T(x)` exchanges the last two axes"])
    case .rank(let found, let least):
      .error(
        found == 0
          ? "expected at least \(axes(least)), found one number"
          : "expected at least \(axes(least)), found \(found)", at: place,
        hints: [
          found == 0
            ? "a bit field is written `x@lsb:width`, a matrix product `a @ b`"
            : "`T(b)` and the second factor of `a @ b` are matrices: write `row @ T(matrix)`"
        ])
    case .wholeNumbers(let spelling):
      .error(
        "`\(spelling)` takes whole numbers, found floats", at: place,
        hints: ["`cast(int32, x)` makes whole numbers"])
    case .axis(let axis, let rank):
      .error(
        "there is no axis \(axis) of \(rank)", at: place,
        hints: rank == 0 ? [] : ["axes are 0 to \(rank - 1), or -\(rank) to -1 from the last"])
    case .padding(let count, let rank):
      .error(
        "padding is around \(axes(count)) of \(rank)", at: place,
        hints: ["write two counts for each axis from the first on: `pad(x, top, bottom)`"])
    }
  }

  private func text(_ extent: Scalar?) -> String {
    extent.map { EffectPrinter(scope.variables.map(\.name), scope.state).text(of: $0) } ?? ""
  }

  private func axes(_ count: Int) -> String { count == 1 ? "1 axis" : "\(count) axes" }

}
