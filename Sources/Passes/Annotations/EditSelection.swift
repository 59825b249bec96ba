public import GraphIR
public import Support

/// The operators that an edit speaks of.
public struct EditSelection: Sendable, Hashable {

  public let nodes: [ID<Node>]

  /// Whether it is about operators at all, and not about targets.
  let hasSelectors: Bool

  /// As `3 operators`.
  public var words: String {
    guard hasSelectors else { return "" }
    return nodes.count == 1 ? "1 operator" : "\(nodes.count) operators"
  }

}
