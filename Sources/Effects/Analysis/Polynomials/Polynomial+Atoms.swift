/// What is no polynomial: simplified as far as that is right for all numbers, and an atom otherwise.
extension Polynomial {

  static func not(_ a: Polynomial) -> Polynomial { compare(.equal, a, Polynomial()) }

  static func choice(
    _ condition: Polynomial, _ a: Polynomial, _ b: Polynomial
  ) -> Polynomial {
    if let condition = condition.constant { return condition != 0 ? a : b }
    if a == b { return a }
    if a.constant == 1, b.constant == 0, condition.isCondition { return condition }
    return Polynomial(atom: .choice(condition.scalar, a.scalar, b.scalar))
  }

  static func bits(_ a: Polynomial, lsb: Int, width: Int, isSigned: Bool) -> Polynomial {
    if let number = a.constant {
      return Polynomial(Scalar.bits(of: number, lsb: lsb, width: width, isSigned: isSigned))
    }
    if lsb == 0, width == 64 { return a }
    // Bits of bits, as far as the inner ones are below the cut.
    if case .bits(let inner, let start, let size, _) = a.atom, lsb >= 0, lsb + width <= size {
      return Polynomial(
        atom: .bits(inner, lsb: start + lsb, width: width, isSigned: isSigned))
    }
    if case .binary(.shiftRight, let inner, .constant(let count)) = a.atom, lsb >= 0, count >= 0,
      lsb + width + count <= 64
    {
      return Polynomial(atom: .bits(inner, lsb: lsb + count, width: width, isSigned: isSigned))
    }
    return Polynomial(atom: .bits(a.scalar, lsb: lsb, width: width, isSigned: isSigned))
  }

  static func binary(
    _ operation: ScalarBinary, _ a: Polynomial, _ b: Polynomial
  ) -> Polynomial {
    if let x = a.constant, let y = b.constant, let result = operation.result(x, y) {
      return Polynomial(result)
    }
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .shiftLeft, .shiftRight: return shift(a, b, left: operation == .shiftLeft)
    case .quotient where b.constant == 1: return a
    case .remainder where b.constant == 1: return Polynomial()
    case .remainder:
      guard let divisor = b.constant, divisor > 0, divisor.nonzeroBitCount == 1 else { break }
      return bits(a, lsb: 0, width: divisor.trailingZeroBitCount, isSigned: false)
    case .bitAnd: return and(a, b)
    case .bitOr, .bitXor:
      if a.constant == 0 { return b }
      if b.constant == 0 { return a }
      if a == b { return operation == .bitOr ? a : Polynomial() }
      return symmetric(operation, a, b)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return compare(operation, a, b)
    case .and, .or: return logical(operation, a, b)
    case .minimum, .maximum: return a == b ? a : symmetric(operation, a, b)
    case .quotient: break
    }
    return Polynomial(atom: .binary(operation, a.scalar, b.scalar))
  }

  /// The one atom that this is.
  var atom: Scalar? {
    guard terms.count == 1, let (product, factor) = terms.first, factor == 1, product.count == 1
    else { return nil }
    return product[0]
  }

  /// Whether this is always 0 or 1.
  var isCondition: Bool {
    switch atom {
    case .binary(let operation, _, _): operation.isCondition
    case .bits(_, _, 1, false): true
    default: constant == 0 || constant == 1
    }
  }

  // MARK: - Operators

  private static func shift(_ a: Polynomial, _ by: Polynomial, left: Bool) -> Polynomial {
    guard let count = by.constant, count != .min else {
      return Polynomial(atom: .binary(left ? .shiftLeft : .shiftRight, a.scalar, by.scalar))
    }
    let places = left ? count : -count
    if places >= 0 { return a * Polynomial(1 << places) }
    if -places >= 64 { return Polynomial(atom: .binary(.shiftRight, a.scalar, .constant(63))) }
    return Polynomial(atom: .binary(.shiftRight, a.scalar, .constant(-places)))
  }

  private static func and(_ a: Polynomial, _ b: Polynomial) -> Polynomial {
    if a == b { return a }
    for (mask, other) in [(a.constant, b), (b.constant, a)] {
      guard let mask else { continue }
      if mask == 0 { return Polynomial() }
      if mask == -1 { return other }
      // The lowest bits, where all ones of the mask stand together.
      if mask > 0, mask & (mask &+ 1) == 0 {
        return bits(other, lsb: 0, width: (~mask).trailingZeroBitCount, isSigned: false)
      }
    }
    return symmetric(.bitAnd, a, b)
  }

  /// Both conditions, or one of them; what is not 0 holds.
  private static func logical(
    _ operation: ScalarBinary, _ a: Polynomial, _ b: Polynomial
  ) -> Polynomial {
    for (known, other) in [(a.constant, b), (b.constant, a)] {
      guard let known else { continue }
      let decides = (known != 0) == (operation == .or)
      if decides { return Polynomial(operation == .or ? 1 : 0) }
      return other.isCondition ? other : compare(.notEqual, other, Polynomial())
    }
    if a == b { return a.isCondition ? a : compare(.notEqual, a, Polynomial()) }
    return symmetric(operation, a, b)
  }

  /// Comparisons, with what is greater at the right and differences in one spelling.
  private static func compare(
    _ operation: ScalarBinary, _ a: Polynomial, _ b: Polynomial
  ) -> Polynomial {
    switch operation {
    case .greater: return compare(.less, b, a)
    case .greaterOrEqual: return compare(.lessOrEqual, b, a)
    case .less, .lessOrEqual:
      if a == b { return Polynomial(operation == .less ? 0 : 1) }
      if let x = a.constant, let y = b.constant { return Polynomial(operation.result(x, y) ?? 0) }
      return Polynomial(atom: .binary(operation, a.scalar, b.scalar))
    default: break
    }
    let difference = a - b
    if let number = difference.constant {
      return Polynomial((number == 0) == (operation == .equal) ? 1 : 0)
    }
    // What is 0 or 1 itself needs no comparison with 0 or 1.
    for side in [difference, -difference] {
      if side.isCondition { return operation == .equal ? negated(side) : side }
      let next = side + Polynomial(1)
      if next.isCondition { return operation == .equal ? next : negated(next) }
    }
    // A constant stands alone at the right; of a difference and its negative, one is taken.
    let sides = [difference, -difference].map { side in
      (side - Polynomial(side.constantPart), 0 &- side.constantPart)
    }
    let chosen = sides.min { x, y in x.0.scalar.isBefore(y.0.scalar) } ?? sides[0]
    return Polynomial(
      atom: .binary(operation, chosen.0.scalar, .constant(chosen.1)))
  }

  /// 1 - x of a condition, said by the opposite comparison where there is one.
  private static func negated(_ condition: Polynomial) -> Polynomial {
    guard case .binary(let operation, let a, let b) = condition.atom else {
      return Polynomial(1) - condition
    }
    switch operation {
    case .equal: return Polynomial(atom: .binary(.notEqual, a, b))
    case .notEqual: return Polynomial(atom: .binary(.equal, a, b))
    case .less: return Polynomial(atom: .binary(.lessOrEqual, b, a))
    case .lessOrEqual: return Polynomial(atom: .binary(.less, b, a))
    default: return Polynomial(1) - condition
    }
  }

  private static func symmetric(
    _ operation: ScalarBinary, _ a: Polynomial, _ b: Polynomial
  ) -> Polynomial {
    let sides = [a.scalar, b.scalar].sorted { $0.isBefore($1) }
    return Polynomial(atom: .binary(operation, sides[0], sides[1]))
  }

}

extension ScalarBinary {

  /// Whether the result is 0 or 1 whatever the numbers are.
  public var isCondition: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or: true
    case .add, .subtract, .multiply, .quotient, .remainder, .shiftLeft, .shiftRight, .bitAnd,
      .bitOr, .bitXor, .minimum, .maximum:
      false
    }
  }

}
