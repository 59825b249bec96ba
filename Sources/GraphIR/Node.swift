public import Support
public import Tensors

/// One expression of a graph.
///
/// Nodes are copied far more often than they are changed, with every copy of their graph among them:
/// a copy is one count, and a change makes the parts anew. What walks ask of every node lies in the
/// node itself, so that they need not look for its parts.
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
    indirect case function(Function)

    /// `if`: the condition, the value if it holds, the value if not.
    case conditional

    /// `let`: the variable, its value, the body.
    case binding
  }

  /// What a node is, whatever it carries.
  public enum Form: Sendable, Hashable {
    case variable, constant, call, apply, global, tuple, projection, function, conditional, binding
  }

  private let parts: Parts

  /// The same as `kind`, without a copy of what that carries.
  public let form: Form

  /// Which side of a region this marks, if it is a mark.
  public let side: CompilerAnnotation.Side?

  @usableFromInline let facts: Facts

  /// How many operands there are, and the first two of them; most have no more.
  @usableFromInline let count: Int32
  @usableFromInline let first: ID<Node>
  @usableFromInline let second: ID<Node>

  /// How many nodes and sources there must be for the origin to name none but those.
  private let leastNodes: Int32
  private let leastSources: Int32

  public init(
    _ kind: Kind, _ operands: [ID<Node>] = [], type: ValueType? = nil, origin: Origin
  ) {
    parts = Parts(kind, operands, type, origin)
    form = Form(kind)
    side = operands.isEmpty ? nil : parts.op.flatMap { CompilerAnnotation.Side($0) }
    facts = Facts(parts.op, origin, isTyped: type != nil)
    leastNodes = origin.leastNodes
    leastSources = origin.leastSources
    count = Int32(operands.count)
    first = operands.first ?? ID(0)
    second = operands.count > 1 ? operands[1] : ID(0)
  }

  public var kind: Kind {
    _read { yield parts.kind }
    set { self = Node(newValue, operands, type: type, origin: origin) }
  }

  public var operands: [ID<Node>] {
    _read { yield parts.operands }
    set { self = Node(kind, newValue, type: type, origin: origin) }
  }

  /// What inference found; `nil` before.
  public var type: ValueType? {
    _read { yield parts.type }
    set { self = Node(kind, operands, type: newValue, origin: origin) }
  }

  public var origin: Origin {
    _read { yield parts.origin }
    set { self = Node(kind, operands, type: type, origin: newValue) }
  }

  /// The operator, if this is a call of one.
  public var op: Op? { parts.op }

  /// The attributes of the operator; empty if this is not a call of one.
  public var attributes: Attributes {
    if case .call(_, let attributes) = parts.kind { attributes } else { Attributes() }
  }

  /// The tensor, if this is a constant.
  public var constant: Tensor? {
    guard form == .constant, case .constant(let tensor) = parts.kind else { return nil }
    return tensor
  }

  /// The function, if this is a literal of one.
  public var function: Function? {
    guard form == .function, case .function(let function) = parts.kind else { return nil }
    return function
  }

}

extension Node {

  /// Whether this makes, reads or writes a cell.
  @inlinable public var accessesCell: Bool { facts.contains(.accessesCell) }

  /// Whether this computes something: a call that is no mark.
  @inlinable public var isOperator: Bool { facts.contains(.isOperator) }

  @inlinable var isTyped: Bool { facts.contains(.isTyped) }

  /// Whether the origin names a pass, for an operator that was read a node of the model too, and
  /// nothing but the first `nodes` nodes and the first `sources` of their sources.
  /// - Cost: no look at the origin.
  public func isRooted(in nodes: Int, _ sources: Int) -> Bool {
    facts.contains(.isRooted) && leastNodes <= nodes && leastSources <= sources
  }

  /// What is asked of every node, in one byte.
  @usableFromInline struct Facts: OptionSet, Sendable {

    @usableFromInline let rawValue: UInt8

    @inlinable init(rawValue: UInt8) { self.rawValue = rawValue }

    @inlinable static var accessesCell: Facts { Facts(rawValue: 1 << 0) }
    @inlinable static var isOperator: Facts { Facts(rawValue: 1 << 1) }
    @inlinable static var isTyped: Facts { Facts(rawValue: 1 << 2) }
    @inlinable static var isRooted: Facts { Facts(rawValue: 1 << 3) }

    init(_ op: Op?, _ origin: Origin, isTyped: Bool) {
      self = isTyped ? .isTyped : []
      if let op, op.has(.cellAccess) { insert(.accessesCell) }
      if let op, !op.has(.annotation) { insert(.isOperator) }
      let isRead = origin.pass == "import"
      if !origin.pass.isEmpty, !isRead || !contains(.isOperator) || !origin.isSynthetic {
        insert(.isRooted)
      }
    }
  }

  /// How many operands there are.
  @inlinable public var operandCount: Int { Int(count) }

  /// The operand at `place`, without a look at the list of all where there are no more than two.
  @inlinable public func operand(_ place: Int) -> ID<Node> {
    precondition(place >= 0 && place < Int(count), "no such operand")
    switch place {
    case 0: return first
    case 1: return second
    default: return listed(place)
    }
  }

  @usableFromInline func listed(_ place: Int) -> ID<Node> { parts.operands[place] }

  /// Whether neither this nor `other`, of which one is a copy of the other, has changed since.
  public func isCopy(of other: Node) -> Bool { parts === other.parts }

  /// What all copies of a node share.
  private final class Parts: Sendable {

    let kind: Kind
    let operands: [ID<Node>]
    let type: ValueType?
    let origin: Origin
    let op: Op?

    init(_ kind: Kind, _ operands: [ID<Node>], _ type: ValueType?, _ origin: Origin) {
      self.kind = kind
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
