import GraphIR
import OrderedCollections

/// Which composites two ways to find them do not have in common.
struct CompositeDifference {

  private let here: [CompositeMerger.Taken]
  private let there: [CompositeMerger.Taken]

  /// How many are named one by one.
  private static let named = 3

  init(_ here: OrderedSet<CompositeMerger.Taken>, _ there: OrderedSet<CompositeMerger.Taken>) {
    self.here = here.filter { !there.contains($0) }
    self.there = there.filter { !here.contains($0) }
  }

  /// As `semantics=relax makes other composites than relay: only relax has …; only relay has …`.
  func words(
    for semantics: PartitionSemantics, since other: PartitionSemantics, in module: GraphModule
  ) -> String {
    guard !here.isEmpty || !there.isEmpty else {
      return "semantics=\(semantics.rawValue) makes the same composites as \(other.rawValue)"
    }
    let sides = [(semantics, here), (other, there)].filter { !$1.isEmpty }
    let parts = sides.map { semantics, groups in
      let named = groups.prefix(Self.named).map { words(for: $0, in: module) }
      let more = groups.count - named.count
      return "only \(semantics.rawValue) has " + named.joined(separator: ", ")
        + (more > 0 ? " and \(more) more" : "")
    }
    return "semantics=\(semantics.rawValue) makes other composites than \(other.rawValue): "
      + parts.joined(separator: "; ")
  }

  private func words(for group: CompositeMerger.Taken, in module: GraphModule) -> String {
    let members = group.members.map { "\($0)" }.joined(separator: " ")
    let besides = group.besides.map { "\($0)" }.joined(separator: " ")
    let rest = besides.isEmpty ? "" : ", which gives \(besides) too"
    return "`\(group.pattern)` of \(members)\(rest)"
  }

}
