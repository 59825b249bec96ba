public import Support
public import Tensors

/// One expression of a graph.
///
/// Nodes are copied far more often than they are changed, with every copy of their graph among them:
/// a copy is one count, and a change makes the parts anew.
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

  /// What a node is, whatever it carries.
  public enum Form: Sendable, Hashable {
    case variable, constant, call, apply, global, tuple, projection, function, conditional, binding
  }

  private var parts: Parts

  public init(
    _ kind: Kind, _ operands: [ID<Node>] = [], type: ValueType? = nil, origin: Origin
  ) {
    parts = Parts(kind, operands, type, origin)
  }

  public var kind: Kind {
    get { parts.kind }
    set { parts = Parts(newValue, operands, type, origin) }
  }

  /// The same as `kind`, without a copy of what that carries.
  public var form: Form { parts.form }

  public var operands: [ID<Node>] {
    get { parts.operands }
    set { parts = Parts(kind, newValue, type, origin) }
  }

  /// What inference found; `nil` before.
  public var type: ValueType? {
    get { parts.type }
    set { parts = Parts(kind, operands, newValue, origin) }
  }

  public var origin: Origin {
    get { parts.origin }
    set { parts = Parts(kind, operands, type, newValue) }
  }

  /// The operator, if this is a call of one.
  public var op: Op? { parts.op }

  /// The attributes of the operator; empty if this is not a call of one.
  public var attributes: Attributes {
    if case .call(_, let attributes) = parts.kind { attributes } else { Attributes() }
  }

  /// The tensor, if this is a constant.
  public var constant: Tensor? {
    guard parts.form == .constant, case .constant(let tensor) = parts.kind else { return nil }
    return tensor
  }

  /// The function, if this is a literal of one.
  public var function: Function? {
    guard parts.form == .function, case .function(let function) = parts.kind else { return nil }
    return function
  }

}

extension Node {

  /// Whether this has a type.
  var isTyped: Bool { parts.type != nil }

  /// Whether neither this nor `other`, of which one is a copy of the other, has changed since.
  public func isCopy(of other: Node) -> Bool { parts === other.parts }

  /// What all copies of a node share.
  private final class Parts: Sendable {

    let kind: Kind
    let operands: [ID<Node>]
    let type: ValueType?
    let origin: Origin
    let form: Form
    let op: Op?

    init(_ kind: Kind, _ operands: [ID<Node>], _ type: ValueType?, _ origin: Origin) {
      self.kind = kind
      form = Form(kind)
      if case .call(let op, _) = kind { self.op = op } else { op = nil }
      self.operands = operands
      self.type = type
      self.origin = origin
    }
  }

}

extension Node.Form {
  fileprivate init(_ kind: Node.Kind) {
    self =
      switch kind {
      case .variable: .variable
      case .constant: .constant
      case .call: .call
      case .apply: .apply
      case .global: .global
      case .tuple: .tuple
      case .projection: .projection
      case .function: .function
      case .conditional: .conditional
      case .binding: .binding
      }
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
