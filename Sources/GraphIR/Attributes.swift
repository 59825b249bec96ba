import OrderedCollections

/// The name, type and default of an attribute.
public struct AttributeKey<Value: AttributeConvertible>: Sendable {

  public let name: String
  public let defaultValue: Value
  public let summary: String

  public init(_ name: String, default value: Value, _ summary: String = "") {
    self.name = name
    self.defaultValue = value
    self.summary = summary
  }

}

/// An attribute with its value, as `Clip.low(0)` makes it.
public struct AttributeSetting: Sendable, Hashable {
  let name: String
  let value: AttributeValue
}

extension AttributeKey {
  /// The attribute with `value`, for a list of attributes: `[Clip.low(0), Clip.high(6)]`.
  public func callAsFunction(_ value: Value) -> AttributeSetting {
    AttributeSetting(name: name, value: value.attributeValue)
  }
}

/// Any attribute key, for tables that list keys of several types.
public protocol AnyAttributeKey: Sendable {
  var name: String { get }
  var summary: String { get }
  var kind: String { get }

  /// The default as a value; a printer leaves out attributes that have it.
  var defaultAttribute: AttributeValue { get }

  /// Whether an attribute of this name can have `value`.
  func accepts(_ value: AttributeValue) -> Bool
}

extension AttributeKey: AnyAttributeKey {
  public var kind: String { Value.kind }
  public var defaultAttribute: AttributeValue { defaultValue.attributeValue }
  public func accepts(_ value: AttributeValue) -> Bool { Value(value) != nil }
}

/// Named values in the order in which they were given.
public struct Attributes: Sendable, Hashable {

  private var values: OrderedDictionary<String, AttributeValue> = [:]

  public init() {}

  public var names: [String] { Array(values.keys) }
  public var isEmpty: Bool { values.isEmpty }

  public subscript(name: String) -> AttributeValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The value of `key`; its default where none or an unusable one was given.
  public subscript<Value>(key: AttributeKey<Value>) -> Value {
    get { values[key.name].flatMap { Value($0) } ?? key.defaultValue }
    set { values[key.name] = newValue.attributeValue }
  }

  /// These attributes with `key` set to `value`.
  public func setting<Value>(_ key: AttributeKey<Value>, _ value: Value) -> Attributes {
    var copy = self
    copy[key] = value
    return copy
  }

  /// The text named `name`, if it is one.
  public func text(_ name: String) -> String? { values[name].flatMap { String($0) } }

  /// The integer named `name`, if it is one.
  public func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

}

extension Attributes: ExpressibleByArrayLiteral {
  public init(arrayLiteral settings: AttributeSetting...) {
    for setting in settings { values[setting.name] = setting.value }
  }
}
