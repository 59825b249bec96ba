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
///
/// They are copied far more often than they are changed, with every copy of their node among them: a
/// copy is one count, and none where there are no values.
public struct Attributes: Sendable, Hashable {

  /// Nothing where there are no values.
  private var table: Table?

  private var values: OrderedDictionary<String, AttributeValue> {
    get { table?.values ?? [:] }
    _modify {
      var values = table?.values ?? [:]
      // So that the values are not copied where nothing else has them.
      table = nil
      yield &values
      table = values.isEmpty ? nil : Table(values)
    }
  }

  public init() {}

  /// What all copies share.
  private final class Table: Sendable {

    let values: OrderedDictionary<String, AttributeValue>

    init(_ values: OrderedDictionary<String, AttributeValue>) { self.values = values }
  }

  public static func == (a: Self, b: Self) -> Bool { a.table === b.table || a.values == b.values }

  public func hash(into hasher: inout Hasher) { hasher.combine(values) }

  public var names: [String] { Array(values.keys) }
  public var isEmpty: Bool { table == nil }

  public subscript(name: String) -> AttributeValue? {
    get { table?.values[name] }
    set { values[name] = newValue }
  }

  /// The value of `key`; its default where none or an unusable one was given.
  public subscript<Value>(key: AttributeKey<Value>) -> Value {
    get { self[key.name].flatMap { Value($0) } ?? key.defaultValue }
    set { values[key.name] = newValue.attributeValue }
  }

  /// These attributes with `key` set to `value`.
  public func setting<Value>(_ key: AttributeKey<Value>, _ value: Value) -> Attributes {
    var copy = self
    copy[key] = value
    return copy
  }

  /// The text named `name`, if it is one.
  public func text(_ name: String) -> String? { self[name].flatMap { String($0) } }

  /// The integer named `name`, if it is one.
  public func integer(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

}

extension Attributes: ExpressibleByArrayLiteral {
  public init(arrayLiteral settings: AttributeSetting...) {
    var values = OrderedDictionary<String, AttributeValue>(minimumCapacity: settings.count)
    for setting in settings { values[setting.name] = setting.value }
    self.values = values
  }
}
