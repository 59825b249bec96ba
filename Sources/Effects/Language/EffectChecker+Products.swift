import Diagnostics

/// Products that are meant otherwise than they are written, and shapes that hardly go together.
extension EffectChecker {

  /// The operands of an operator, as they are written and as they are.
  struct BinaryOperands {
    var a: Expression
    var left: Value
    var b: Expression
    var right: Value

    init(_ a: Expression, _ left: Value, _ b: Expression, _ right: Value) {
      (self.a, self.left, self.b, self.right) = (a, left, b, right)
    }
  }

  /// A product of matrices that may be meant.
  struct MatrixProduct {

    /// How it is written: `v[s] @ T(w)`.
    var text: String
    var shape: [Scalar]

    var hint: String { "did you mean the product of matrices, `\(text)`?" }
  }

  /// What a factor may be: itself, or with its axes exchanged.
  private typealias Factor = (text: String, value: Value)

  private func factor(_ expression: Expression, _ value: Value) -> Factor {
    (spelling(of: expression), value)
  }

  private func exchanged(_ expression: Expression, _ value: Value) -> Factor? {
    guard let other = try? Value.transpose(value) else { return nil }
    if case .call(EffectFunction.transpose.rawValue, let arguments) = expression.node,
      arguments.count == 1
    {
      return (spelling(of: arguments[0].value), other)
    }
    return ("T(\(spelling(of: expression)))", other)
  }

  private func contraction(_ a: Factor?, _ b: Factor?) -> MatrixProduct? {
    guard let a, let b, b.value.shape.count >= 2,
      a.value.shape.last?.isSame(as: b.value.shape[b.value.shape.count - 2]) == true,
      let value = try? Value.contract(a.value, b.value)
    else { return nil }
    return MatrixProduct(text: "\(a.text) @ \(b.text)", shape: value.shape)
  }

  /// The product of matrices, or of a row and a matrix, that two operands have the shapes for.
  func product(_ operands: BinaryOperands) -> MatrixProduct? {
    let (left, right) = (operands.left.shape.count, operands.right.shape.count)
    guard min(left, right) >= 1, max(left, right) >= 2 else { return nil }
    let (a, b) = (factor(operands.a, operands.left), factor(operands.b, operands.right))
    let turned = (exchanged(operands.a, operands.left), exchanged(operands.b, operands.right))
    return contraction(a, b) ?? contraction(a, turned.1)
      ?? (right == 1 ? contraction(b, turned.0) ?? contraction(b, a) : nil)
  }

  func productHint(_ operands: BinaryOperands, _ function: ValueBinary) -> String? {
    function == .multiply ? product(operands)?.hint : nil
  }

  /// How factors of `@` that do not fit are written.
  func factorHint(_ operands: BinaryOperands) -> String? {
    if let product = product(operands) { return "write `\(product.text)`" }
    guard operands.left.shape.count == 1, operands.right.shape.count == 1 else { return nil }
    return
      "of two rows write `sum(\(spelling(of: operands.a)) * \(spelling(of: operands.b)), 0)`"
  }

  // MARK: - Shapes

  static let extentsHint = "extents are the same or 1, counted from the last axis"

  /// Says where shapes go together for one number of an instruction alone.
  mutating func checkExtents(_ operands: BinaryOperands, _ function: ValueBinary) {
    let (left, right) = (operands.left.shape, operands.right.shape)
    guard let extents = Self.unlikely(left, right, isRepeated: true) else { return }
    warn(
      "`\(function.rawValue)` is number by number, and \(text(of: left)) goes with "
        + "\(text(of: right)) only where \(text(of: extents))", at: place(of: operands.b),
      hint: productHint(operands, function)
        ?? Self.extentsHint)
  }

  /// Extents of which one is a number of the instruction and the other is known, where neither is 1:
  /// the first pair from the last axis on.
  /// - Parameter isRepeated: whether numbers of the second shape are repeated, too.
  static func unlikely(
    _ a: [Scalar], _ b: [Scalar], isRepeated: Bool
  ) -> (extent: Scalar, known: Int, isOne: Bool)? {
    for (x, y) in zip(a.reversed(), b.reversed()) where x.isSame(as: y) == nil {
      switch (x, y) {
      case (_, .constant(let known)) where known > 1: return (x, known, true)
      case (.constant(let known), _) where known > 1: return (y, known, isRepeated)
      default: continue
      }
    }
    return nil
  }

  func text(of unlikely: (extent: Scalar, known: Int, isOne: Bool)) -> String {
    let extent = EffectPrinter(scope.variables.map(\.name), scope.state).text(of: unlikely.extent)
    return "`\(extent)` is \(unlikely.isOne ? "1 or " : "")\(unlikely.known)"
  }

  // MARK: - Divisors

  /// Says where a whole number is divided by what is always 0.
  mutating func checkDivisor(_ operands: BinaryOperands) {
    guard operands.left.kind == .integer, case .scalar(let divisor) = operands.right.node else {
      return
    }
    checkDivisor(divisor, at: operands.b)
  }

  mutating func checkDivisor(_ divisor: Scalar, at expression: Expression) {
    guard Polynomial(divisor).constant == 0 else { return }
    warn(
      "a whole number is divided by 0", at: place(of: expression),
      hint: "divide by what is 1 or more")
  }

}

extension SourceText {

  /// What stands at `place` of the text, on one line; an ellipsis where it is long.
  /// - Parameter place: bytes of the text in UTF-8.
  func spelling(_ place: Range<Int>) -> String {
    let bytes = Array(text.utf8)
    guard place.upperBound <= bytes.count, place.count <= 40 else { return "…" }
    return String(decoding: bytes[place], as: UTF8.self).replacing("\n", with: " ")
  }

}
