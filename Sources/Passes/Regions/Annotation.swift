import GraphIR
import Support

/// The mark of an edge where a value enters or leaves a region.
struct Annotation {

  typealias Side = CompilerAnnotation.Side

  let side: Side

  /// What is marked.
  let operand: ID<Node>

  private let node: Node

  /// The name of the accelerator; `default` is the host.
  var target: String { node.attributes[CompilerAnnotation.compiler] }

  /// The target that stands for the host.
  static let host = "default"

  /// - Returns: nil if `node` is something else.
  init?(_ node: Node) {
    guard let side = node.side else { return nil }
    self.side = side
    operand = node.operand(0)
    self.node = node
  }

}

extension GraphModule {

  /// The annotation that `id` is, if it is one.
  func annotation(_ id: ID<Node>) -> Annotation? { Annotation(self[id]) }

  /// What `id` marks, through all marks.
  func unmarked(_ id: ID<Node>) -> ID<Node> {
    var id = id
    while self[id].side != nil { id = self[id].operand(0) }
    return id
  }

  /// The nodes that a node needs, but for the bodies of composites.
  func dependenciesOutsideComposites(of id: ID<Node>) -> [ID<Node>] {
    isComposite(id) ? [] : dependencies(of: id)
  }

  /// Visits each of the same nodes, in order, without an array of them.
  func forEachOuterDependency(of id: ID<Node>, _ visit: (ID<Node>) -> Void) {
    if !isComposite(id) { forEachDependency(of: id, visit) }
  }

  /// The same with the last one first.
  func forEachOuterDependencyReversed(of id: ID<Node>, _ visit: (ID<Node>) -> Void) {
    if !isComposite(id) { forEachDependencyReversed(of: id, visit) }
  }

  /// Whether `id` is the function literal of a composite.
  private func isComposite(_ id: ID<Node>) -> Bool {
    self[id].form == .function && self[id].function?.attributes["Composite"] != nil
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
