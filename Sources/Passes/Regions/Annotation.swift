import GraphIR
import Support

/// The mark of an edge where a value enters or leaves a region.
struct Annotation {

  enum Side { case begin, end }

  let side: Side

  /// What is marked.
  let operand: ID<Node>

  private let attributes: Attributes

  /// The name of the accelerator; `default` is the host.
  var target: String { attributes[CompilerAnnotation.compiler] }

  /// The target that stands for the host.
  static let host = "default"

  /// - Returns: nil if `node` is something else.
  init?(_ node: Node) {
    guard node.has(.annotation), let op = node.op, let operand = node.operands.first else {
      return nil
    }
    switch op {
    case CompilerAnnotation.begin: side = .begin
    case CompilerAnnotation.end: side = .end
    default: return nil
    }
    attributes = node.attributes
    self.operand = operand
  }

}

extension GraphModule {

  /// The annotation that `id` is, if it is one.
  func annotation(_ id: ID<Node>) -> Annotation? { Annotation(self[id]) }

  /// What `id` marks, through all marks.
  func unmarked(_ id: ID<Node>) -> ID<Node> {
    var id = id
    while let annotation = annotation(id) { id = annotation.operand }
    return id
  }

  /// The nodes that a node needs, but for the bodies of composites.
  func dependenciesOutsideComposites(of id: ID<Node>) -> [ID<Node>] {
    if let function = self[id].function, function.attributes["Composite"] != nil { return [] }
    return dependencies(of: id)
  }

}

extension Rewriter {

  /// Marks where `id` enters (`begin`) or leaves (`end`) a region of `target`.
  mutating func mark(_ side: Annotation.Side, _ id: ID<Node>, _ target: String) -> ID<Node> {
    mark(side, id, with: [CompilerAnnotation.compiler(target)])
  }

  /// The same with the attributes that name the target, which many marks share.
  mutating func mark(
    _ side: Annotation.Side, _ id: ID<Node>, with attributes: Attributes
  ) -> ID<Node> {
    let op = side == .begin ? CompilerAnnotation.begin : CompilerAnnotation.end
    let (type, marked) = (self[id].type, [id])
    return making(from: marked) { $0.add(.call(op, attributes), marked, type: type) }
  }

}
