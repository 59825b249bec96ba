/// A value that makes no difference to what has it: all are equal.
///
/// Where something stands in a text, say, or what follows from the rest.
@propertyWrapper
public struct Incidental<Value: Sendable>: Sendable, Hashable {

  public var wrappedValue: Value

  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  public static func == (a: Self, b: Self) -> Bool { true }

  public func hash(into hasher: inout Hasher) {}

}
