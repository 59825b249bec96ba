import Effects
import Tensors

extension Claim {

  /// Whether the instruction with these fields does what is asked and touches nothing else, where
  /// registers hold what is known.
  ///
  /// The windows are compared number by number as walks, the steps as what they make of all numbers
  /// that there can be, and what the effect touches as sets of bytes.
  func isProven(_ frame: [Int], _ known: Known, _ footprint: Footprint) -> Bool {
    obligations.allSatisfy { $0.holds { known.value($0, frame) } }
      && footprint.isExact
      && isSame(footprint.reads, reads) && isSame(footprint.writes, writes)
  }

  /// Whether the accesses to memories and to the host are these.
  private func isSame(_ accesses: [Footprint.Access], _ touches: [Touch]) -> Bool {
    var found: [Footprint.Space: Set<StridedSet>] = [:]
    for access in accesses where isVisible(access.space) {
      found[access.space, default: []].insert(access.bytes)
    }
    let wanted = Dictionary(grouping: touches, by: \.space).mapValues { touches in
      StridedSet.united(touches.map(\.bytes))
    }
    return found.mapValues { StridedSet.united(Array($0)) } == wanted
  }

  private func isVisible(_ space: Footprint.Space) -> Bool {
    switch space {
    case .host: true
    case .part(let part): machine[part].role == .memory
    }
  }

}

extension Claim.Obligation {

  fileprivate func holds(_ value: (Polynomial) -> Int?) -> Bool {
    switch self {
    case .walk(let symbolic, let wanted, let repeats):
      guard var walk = symbolic.walk(value) else { return false }
      if repeats { walk.axes.removeAll { $0.step == 0 } }
      return walk.simplified() == wanted.simplified()
    case .source(let symbolic, let repeated, let wanted):
      guard let walk = symbolic.walk(value) else { return false }
      // Where there are as many numbers, they go there one by one.
      if walk.count == wanted.count { return walk.simplified() == wanted.simplified() }
      return repeated?.walk(value)?.simplified() == wanted.simplified()
    case .steps(let steps, var sum, let stored, let wanted):
      guard steps.apply(to: &sum, value) else { return false }
      sum.cast(stored)
      return sum.finished.items == wanted.items
    case .number(let number, let wanted): return value(number) == wanted
    case .impossible: return false
    }
  }

}
