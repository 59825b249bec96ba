/// The patterns of several targets, in the order in which they are tried.
struct PatternTable: Sendable {

  let targets: [TargetInterface]

  /// Each pattern, with the place of its target.
  let entries: [(place: Int, composite: CompositePattern)]

  init(_ targets: [TargetInterface]) {
    self.targets = targets
    entries = targets.indices.flatMap { place in targets[place].patterns.map { (place, $0) } }
  }

}
