/// A number as it is: a whole one with all of its digits.
public enum Number: Sendable, Hashable {

  case whole(Int128)

  case real(Double)

}

extension Number {
  /// The nearest `Double`.
  public var double: Double {
    switch self {
    case .whole(let number): Double(number)
    case .real(let number): number
    }
  }
}

/// As texts show it: an integer with all of its digits, a float with six that count.
extension Number: CustomStringConvertible {
  public var description: String {
    switch self {
    case .whole(let number): String(number)
    case .real(let number): shortNumber(number)
    }
  }
}

extension Number {
  /// A whole number that JSON readers may not hold stays a number: the nearest real one.
  public var json: JSON {
    switch self {
    case .whole(let number): Int(exactly: number).map(JSON.integer) ?? .real(Double(number))
    case .real(let number): .real(number)
    }
  }
}
