import Support

/// A function literal with the values of what its body reads from outside.
public struct Closure: Sendable {

  public let function: Function

  let captured: [ID<Node>: Value]

  /// The variable that a `let` gave to this function, if its body may call itself.
  let itself: ID<Node>?

  init(_ function: Function, captured: [ID<Node>: Value] = [:], itself: ID<Node>? = nil) {
    self.function = function
    self.captured = captured
    self.itself = itself
  }

}
