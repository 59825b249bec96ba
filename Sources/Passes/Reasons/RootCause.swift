public import GraphIR
public import Support

/// What keeps a node on the host: the one decision behind all others.
public struct RootCause: Sendable, Hashable {

  /// Where the cause stands, seen from the node.
  public enum Relation: String, Sendable, Hashable {
    case itself
    case operand
    case consumer
    case neighbour
  }

  /// The node that is on the host.
  public var node: ID<Node>

  /// The node whose refusal is the cause, which may be the same.
  public var site: ID<Node>

  public var relation: Relation

  /// What was decided about `site`.
  public var decision: Decision

  public var code: Decision.Code { decision.reason.code }

  /// The cause in words; `module` has the nodes that it refers to.
  public func sentence(in module: GraphModule) -> String {
    let reason = decision.sentence(in: module)
    guard relation != .itself else { return reason }
    return "its \(relation.rawValue) \(module.words(for: site)) was refused because \(reason)"
  }

}

extension RootCause.Relation {
  /// The relation to what stands in `other` to what stands in this.
  func followed(by other: Self) -> Self {
    switch (self, other) {
    case (.itself, _): other
    case (_, .itself): self
    default: self == other ? self : .neighbour
    }
  }
}

extension Decision.Code {
  /// How near the node was to be taken: the least one is the best explanation.
  ///
  /// What the user wants and what was tried last come first, then patterns that fit as a whole, then
  /// those that fit in part.
  var rank: Int {
    switch self {
    case .notLowered: 0
    case .pinned, .excluded: 1
    case .tooSmall, .costly, .tooLarge: 2
    case .alias: 3
    case .computedTwice: 4
    case .incapable, .condition: 5
    case .escape: 6
    case .overlap: 7
    case .priority: 8
    case .skipped, .inFloats, .noIntegers, .scales, .noRule: 9
    case .mismatch: 10
    case .noPattern: 11
    case .noOperator: 12
    case .selfDependence: 13
    case .undecided: 14
    case .composite, .alone, .integers: 15
    }
  }
}

extension [Decision] {
  /// The best explanation first; those that are as good stay in their order.
  var bestFirst: [Decision] {
    let distances = map(\.distance)
    return indices.sorted { first, second in
      let (a, b) = (distances[first], distances[second])
      return (a.rank, a.missing, first) < (b.rank, b.missing, second)
    }.map { self[$0] }
  }
}

extension Decision {
  /// Whether this explains better than `other`: its code does, or more of the pattern fits.
  func explainsBetter(than other: Decision) -> Bool { distance < other.distance }

  /// How far the node is from being taken, by the code and then by what is missing of the pattern.
  ///
  /// A condition on a part of a pattern, or on one operator, counts by how much is there, as a
  /// mismatch does, before one of which as much is there.
  fileprivate var distance: (rank: Int, missing: Int) {
    switch reason {
    case .mismatch(let mismatch): return (reason.code.rank, -2 * mismatch.matched)
    case .condition(_, let failure):
      guard let matched = failure.matched else { break }
      return (Code.mismatch.rank, -2 * matched - 1)
    default: break
    }
    return (reason.code.rank, 0)
  }
}
