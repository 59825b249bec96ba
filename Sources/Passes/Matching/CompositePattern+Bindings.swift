public import GraphIR
public import Support

extension CompositePattern {

  /// The nodes that the names of the pattern stand for in the body of a composite that was made by
  /// it; those of alternatives that were not taken are missing.
  /// - Returns: nil if the pattern does not fit `root`, the result of the body.
  public func bindings(at root: ID<Node>, in module: GraphModule) -> [String: ID<Node>]? {
    var matcher = Matcher(module)
    return matcher.match(pattern, at: root)?.bindings
  }

}

extension Pattern {

  /// The operators that the name `label` can stand for calls of.
  public func operators(called label: String) -> [String] {
    let own = self.label == label ? op.map { [$0] } ?? [] : []
    return own + parts.flatMap { $0.operators(called: label) }
  }

}

extension Node {

  /// The attribute of a call, its default if it was not given; nil if there is none.
  public func attributeOrDefault(_ name: String) -> AttributeValue? { attribute(name) }

}
