public import Diagnostics
public import Support
public import Tensors

/// Adds typed nodes to a module, each with the origin of what is being made now.
///
/// Importers, parsers and passes all build with this, so that no node is without a type where it
/// can have one, and none without an origin.
public struct GraphBuilder: Sendable {

  public var module: GraphModule

  /// What is written into the origin of new nodes as the maker.
  public let pass: String

  /// The nodes of the model that new nodes stand for.
  public var sources: [ID<Source>] = [] { didSet { shared = nil } }

  /// The nodes of the module that new nodes are made from.
  public var parents: [ID<Node>] = [] { didSet { shared = nil } }

  /// The origin of the nodes that are added now, once one was: all of them share it.
  private var shared: Origin?

  private var inference = Inference()

  public init(_ module: GraphModule = GraphModule(), pass: String) {
    self.module = module
    self.pass = pass
  }

  /// The origin of the nodes that are added now.
  /// - Cost: O(sources of the parents) for the first of them.
  public var origin: Origin {
    mutating get {
      if let shared { return shared }
      var all = sources
      for parent in parents {
        let inherited = module[parent].origin.sources
        if all.isEmpty { all = inherited } else { all += inherited }
      }
      let origin = Origin(sources: all, pass: pass, parents: parents)
      shared = origin
      return origin
    }
  }

  /// Adds a parameter or a variable.
  public mutating func variable(_ name: String, _ type: ValueType?) -> ID<Node> {
    module.insert(Node(.variable(name), type: type, origin: origin))
  }

  public mutating func constant(_ tensor: Tensor) -> ID<Node> {
    let type = ValueType.tensor(tensor.shape.map { $0 }, tensor.elementType)
    let id = module.insert(Node(.constant(tensor), type: type, origin: origin))
    return id
  }

  /// Adds a call of `op` and finds its type.
  /// - Errors: the operator refuses the operands.
  public mutating func call(
    _ op: Op, _ operands: [ID<Node>], _ attributes: Attributes = Attributes()
  ) throws(Diagnostic) -> ID<Node> {
    try insert(.call(op, attributes), operands)
  }

  public mutating func tuple(_ fields: [ID<Node>]) throws(Diagnostic) -> ID<Node> {
    try insert(.tuple, fields)
  }

  public mutating func projection(_ tuple: ID<Node>, _ index: Int) throws(Diagnostic) -> ID<Node> {
    try insert(.projection(index), [tuple])
  }

  /// Adds any node and finds its type.
  public mutating func insert(
    _ kind: Node.Kind, _ operands: [ID<Node>] = []
  ) throws(Diagnostic) -> ID<Node> {
    for operand in operands { learn(operand) }
    let id = module.insert(Node(kind, operands, origin: origin))
    module[id].type = try inference.infer(id, in: module)
    return id
  }

  /// The value of `id`, if it is known before the program runs.
  public mutating func constantValue(of id: ID<Node>) -> Tensor? {
    learn(id)
    return inference.constants[id]
  }

  /// The type of the tensor `id`.
  /// - Errors: it is not a tensor.
  public func tensorType(of id: ID<Node>) throws(Diagnostic) -> TensorType {
    guard let type = module[id].type?.tensor else {
      throw .error("\(id) is not a tensor but \(module[id].type?.description ?? "of unknown type")")
    }
    return type
  }

  /// Constants that were in the module before this builder are known too.
  private mutating func learn(_ id: ID<Node>) { inference.learn(id, in: module) }

}

extension Inference {
  mutating func learn(_ id: ID<Node>, in module: GraphModule) {
    if case .constant(let tensor) = module[id].kind { record(tensor, for: id) }
  }
}
