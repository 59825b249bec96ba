extension ScalarUnary {

  /// The operator's result: 64 bits, wrapping; `not` is 1 for 0 and 0 otherwise.
  @inlinable
  public func result(_ a: Int) -> Int {
    switch self {
    case .minus: 0 &- a
    case .complement: ~a
    case .not: a == 0 ? 1 : 0
    }
  }

}

extension ScalarBinary {

  /// The operator's result: 64 bits, wrapping; nil for a division by 0.
  ///
  /// Quotients round down, so that a remainder has the sign of the divisor.
  @inlinable
  public func result(_ a: Int, _ b: Int) -> Int? {
    switch self {
    case .add: a &+ b
    case .subtract: a &- b
    case .multiply: a &* b
    case .quotient: ScalarBinary.floorDivision(a, b)?.quotient
    case .remainder: ScalarBinary.floorDivision(a, b)?.remainder
    case .shiftLeft: a << b
    case .shiftRight: a >> b
    case .bitAnd: a & b
    case .bitOr: a | b
    case .bitXor: a ^ b
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    }
  }

  /// Quotient and remainder, rounded down; the one quotient that has no room wraps.
  @inlinable
  static func floorDivision(_ a: Int, _ b: Int) -> (quotient: Int, remainder: Int)? {
    if b == 0 { return nil }
    if b == -1 { return (0 &- a, 0) }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder != 0 && (remainder < 0) != (b < 0)
      ? (quotient - 1, remainder + b) : (quotient, remainder)
  }

}

extension Scalar {

  /// The number in `width` bits of `number` from bit `lsb` on; bits above the 64th are its sign.
  /// 0 where the width is not positive.
  @inlinable
  public static func bits(of number: Int, lsb: Int, width: Int, isSigned: Bool) -> Int {
    guard width > 0 else { return 0 }
    let rest = 64 - min(width, 64)
    let top = (number >> max(lsb, 0)) << rest
    return isSigned ? top >> rest : Int(bitPattern: UInt(bitPattern: top) >> UInt(rest))
  }

}
