public import GraphIR
public import Support

/// What a line of a lowered region was made from: nodes of the module, or nothing but a pass.
///
/// There is no third kind, and no value of this type that says nothing.
public struct Provenance: Sendable, Hashable {

  /// Empty for what is synthetic.
  public let nodes: [ID<Node>]

  /// The pass that made it without a source; nil where nodes stand behind it.
  public let pass: String?

  public init(_ first: ID<Node>, _ others: [ID<Node>] = []) {
    nodes = [first] + others
    pass = nil
  }

  /// Made from `nodes`; where there are none, synthetic and made by `pass`.
  public init(_ nodes: [ID<Node>], orSyntheticBy pass: String) {
    self.nodes = nodes
    self.pass = nodes.isEmpty ? pass : nil
  }

  public static func synthetic(by pass: String) -> Provenance {
    Provenance([], orSyntheticBy: pass)
  }

  /// The same, made from `node` as well.
  public func adding(_ node: ID<Node>) -> Provenance {
    nodes.isEmpty ? Provenance(node) : Provenance(nodes[0], nodes.dropFirst() + [node])
  }

}

extension Provenance: CustomStringConvertible {
  /// As `%20 %22`, or `by cache`.
  public var description: String {
    pass.map { "by \($0)" } ?? nodes.map(\.description).joined(separator: " ")
  }
}
