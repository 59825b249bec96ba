import Effects
import Tensors

extension Claim {

  /// Whether the instruction with these fields does what is asked and touches nothing else, where
  /// registers hold what is known.
  ///
  /// The windows are compared number by number as walks, the steps as what they make of all numbers
  /// that there can be, and what the effect touches as sets of bytes.
  /// - Parameter offsets: where the slots are.
  func isProven(
    _ offsets: [Int], _ frame: [Int], _ known: Known, _ footprint: Footprint
  ) -> Bool {
    obligations.allSatisfy { $0.holds(offsets) { known.value($0, frame) } }
      && footprint.isExact
      && isSame(footprint.reads, reads, offsets) && isSame(footprint.writes, writes, offsets)
  }

  /// Whether that may be so where registers hold what is known, of which some may not be known yet:
  /// steps and numbers are not others.
  func isPlausible(_ frame: [Int], _ known: Known) -> Bool {
    obligations.allSatisfy { obligation in
      switch obligation {
      case .steps(let steps, from: _, stored: _, is: _):
        !steps.isKnown { known.value($0, frame) }
          || obligation.holds([]) { known.value($0, frame) }
      case .number(let number, is: let wanted):
        known.value(number, frame).map { $0 == wanted } ?? true
      case .walk, .source: true
      case .impossible: false
      }
    }
  }

  /// Whether the accesses to memories and to the host are these.
  func isSame(
    _ accesses: [Footprint.Access], _ touches: [Touch], _ offsets: [Int]
  ) -> Bool {
    var found: [Footprint.Space: [StridedSet]] = [:]
    for access in accesses where isVisible(access.space) {
      found[access.space, default: []].append(access.bytes)
    }
    var wanted: [Footprint.Space: [StridedSet]] = [:]
    for touch in touches {
      let walk = touch.walk.moved(by: touch.slot.map { offsets[$0] } ?? 0)
      guard let bytes = walk.bytes(of: touch.size) else { return false }
      wanted[touch.space, default: []].append(bytes)
    }
    return found.count == wanted.count
      && found.allSatisfy { space, sets in
        guard let others = wanted[space] else { return false }
        if sets.count == 1, others.count == 1 { return sets == others }
        return StridedSet.united(sets) == StridedSet.united(others)
      }
  }

  private func isVisible(_ space: Footprint.Space) -> Bool {
    switch space {
    case .host: true
    case .part(let part): machine[part].role == .memory
    }
  }

}

extension Claim.Obligation {

  fileprivate func holds(_ offsets: [Int], _ value: (Polynomial) -> Int?) -> Bool {
    switch self {
    case .walk(let symbolic, let wanted, let repeats, let slot):
      guard var walk = symbolic.walk(value) else { return false }
      if repeats { walk.axes.removeAll { $0.step == 0 } }
      return walk.simplified() == wanted.moved(by: slot.map { offsets[$0] } ?? 0).simplified()
    case .source(let symbolic, let repeated, let wanted, let slot):
      guard let walk = symbolic.walk(value) else { return false }
      let wanted = wanted.moved(by: offsets[slot])
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
