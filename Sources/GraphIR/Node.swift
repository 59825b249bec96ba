public import Support
public import Tensors

/// One expression of a graph.
public struct Node: Sendable {

  public enum Kind: Sendable {

    /// A parameter of a function, or what a `let` binds.
    case variable(String)

    case constant(Tensor)

    /// An operator applied to the operands.
    case call(Op, Attributes)

    /// The first operand, a function, applied to the others.
    case apply

    /// A function of the module, by name.
    case global(String)

    case tuple

    /// The field at an index of a tuple.
    case projection(Int)

    /// A function literal; it has no operands.
    case function(Function)

    /// `if`: the condition, the value if it holds, the value if not.
    case conditional

    /// `let`: the variable, its value, the body.
    case binding
  }

  public var kind: Kind
  public var operands: [ID<Node>]

  /// What inference found; `nil` before.
  public var type: ValueType?

  public var origin: Origin

  public init(
    _ kind: Kind, _ operands: [ID<Node>] = [], type: ValueType? = nil, origin: Origin
  ) {
    self.kind = kind
    self.operands = operands
    self.type = type
    self.origin = origin
  }

  /// The operator, if this is a call of one.
  public var op: Op? {
    if case .call(let op, _) = kind { op } else { nil }
  }

  /// The attributes of the operator; empty if this is not a call of one.
  public var attributes: Attributes {
    if case .call(_, let attributes) = kind { attributes } else { Attributes() }
  }

  /// The tensor, if this is a constant.
  public var constant: Tensor? {
    if case .constant(let tensor) = kind { tensor } else { nil }
  }

  /// The function, if this is a literal of one.
  public var function: Function? {
    if case .function(let function) = kind { function } else { nil }
  }

}

/// Parameters, a body that reads them, and attributes such as `Composite` and `Compiler`.
public struct Function: Sendable, Hashable {

  public var parameters: [ID<Node>]
  public var body: ID<Node>
  public var attributes: Attributes

  /// What the text declared or inference found.
  public var result: ValueType?

  public init(
    parameters: [ID<Node>], body: ID<Node>, attributes: Attributes = Attributes(),
    result: ValueType? = nil
  ) {
    self.parameters = parameters
    self.body = body
    self.attributes = attributes
    self.result = result
  }

}
