/// The value of an attribute of an operator or a function.
public indirect enum AttributeValue: Sendable, Hashable {
  case integer(Int)
  case real(Double)
  case flag(Bool)
  case text(String)
  case list([AttributeValue])

  /// Not given; spelled `None`.
  case none
}

/// A Swift value that can stand for an attribute.
public protocol AttributeConvertible: Sendable, Hashable {
  init?(_ value: AttributeValue)
  var attributeValue: AttributeValue { get }

  /// What the reference calls the values, such as `integer`.
  static var kind: String { get }
}

extension Int: AttributeConvertible {
  public init?(_ value: AttributeValue) {
    switch value {
    case .integer(let number): self = number
    case .flag(let flag): self = flag ? 1 : 0
    default: return nil
    }
  }
  public var attributeValue: AttributeValue { .integer(self) }
  public static var kind: String { "integer" }
}

extension Double: AttributeConvertible {
  public init?(_ value: AttributeValue) {
    switch value {
    case .real(let number): self = number
    case .integer(let number): self = Double(number)
    default: return nil
    }
  }
  public var attributeValue: AttributeValue { .real(self) }
  public static var kind: String { "real" }
}

extension Bool: AttributeConvertible {
  public init?(_ value: AttributeValue) {
    switch value {
    case .flag(let flag): self = flag
    case .integer(let number) where number == 0 || number == 1: self = number == 1
    default: return nil
    }
  }
  public var attributeValue: AttributeValue { .flag(self) }
  public static var kind: String { "flag" }
}

extension String: AttributeConvertible {
  public init?(_ value: AttributeValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
  public var attributeValue: AttributeValue { .text(self) }
  public static var kind: String { "text" }
}

extension Array: AttributeConvertible where Element: AttributeConvertible {
  /// A single value stands for a list of one.
  public init?(_ value: AttributeValue) {
    guard case .list(let values) = value else {
      guard let one = Element(value) else { return nil }
      self = [one]
      return
    }
    let elements = values.compactMap { Element($0) }
    guard elements.count == values.count else { return nil }
    self = elements
  }
  public var attributeValue: AttributeValue { .list(map(\.attributeValue)) }
  public static var kind: String { "list of \(Element.kind)" }
}

extension Optional: AttributeConvertible where Wrapped: AttributeConvertible {
  public init?(_ value: AttributeValue) {
    if case .none = value {
      self = Optional<Wrapped>(nilLiteral: ())
    } else if let wrapped = Wrapped(value) {
      self = .some(wrapped)
    } else {
      return nil
    }
  }
  public var attributeValue: AttributeValue { self?.attributeValue ?? .none }
  public static var kind: String { "\(Wrapped.kind) or None" }
}
