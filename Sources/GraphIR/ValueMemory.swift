public import Diagnostics
public import Support

/// Where the values of a call stand, for a caller that keeps them in memory of its own.
public protocol ValueMemory {

  /// The value of `id` as it stands there now; nil if it does not stand there.
  /// - Parameter known: the values of the call.
  /// - Errors: what stands there is no such value.
  func load(_ id: ID<Node>, _ known: [ID<Node>: Value]) throws(Diagnostic) -> Value?

  /// The value of a node that is computed where its operands stand; nil for one that is not.
  /// - Errors: what the operator refuses.
  mutating func compute(_ id: ID<Node>) throws(Diagnostic) -> Value?

  /// Takes what a node came to.
  /// - Errors: it is not the value that there is a place for.
  mutating func store(_ value: Value, of id: ID<Node>) throws(Diagnostic)

}

/// The memory of an evaluation that keeps its values nowhere else.
public struct NoMemory: ValueMemory, Sendable {

  public init() {}

  public func load(_ id: ID<Node>, _ known: [ID<Node>: Value]) -> Value? { nil }

  public func compute(_ id: ID<Node>) -> Value? { nil }

  public func store(_ value: Value, of id: ID<Node>) {}

}
