import Diagnostics
import Simulation
import Support
import TargetKit

/// The loop, backwards.
///
/// A device goes back by intervals: each is run again once to find the boundaries at which anybody
/// has to be asked, once more where conditions and texts need the state there, and then entries are
/// asked from the last boundary to the first.
extension Journey {

  mutating func moveBackward(
    _ walk: inout Walk, _ stops: inout Stops
  ) throws(Diagnostic) -> [StopReason] {
    while true {
      let start = runs[current].device.mark
      try walk.prepare(stops, in: runs[current])
      let bound = bound(walk, from: start)
      if let reasons = try goBack(&walk, &stops, from: start, to: bound) { return reasons }
      let isReached = walk.arrive(
        from: start, in: runs[current], isAtAim: walk.mark == runs[current].device.mark)
      if isReached { return [walk.goal.reason] }
      guard runs[current].device.mark == Mark() else { continue }
      if walk.goal.endsWithRun, start != Mark() { return [walk.goal.reason] }
      guard try enterPreviousRun() else { return [.start] }
    }
  }

  /// How far back to go at once: to the goal, or to the end of an earlier stream.
  private func bound(_ walk: Walk, from start: Mark) -> Mark {
    let streamEnd = runs[current].lastStreamEnd(before: start)
    return max(walk.mark ?? Mark(), streamEnd ?? Mark())
  }

  /// Goes back to `bound`, asking on the way.
  /// - Returns: why it stopped; nil where only the goal can say.
  private mutating func goBack(
    _ walk: inout Walk, _ stops: inout Stops, from start: Mark, to bound: Mark
  ) throws(Diagnostic) -> [StopReason]? {
    let interruption = interruption
    var end = start
    if walk.conditions.isEmpty {
      runs[current].device.seek(to: bound, interruption: interruption)
      if interruption.isRequested { return [interrupted] }
      return streamEnd(bound, walk)
    }
    while end > bound {
      guard
        let interval = runs[current].device.lookBack(
          before: end, for: walk.conditions, interruption: interruption)
      else { break }
      let boundaries = interval.boundaries.filter { $0.mark >= bound }
      guard let known = try verdictsOfStates(boundaries, walk, stops) else { break }
      if let found = try judge(boundaries, known, &walk, &stops) {
        runs[current].device.seek(to: found, interruption: .never)
        let reasons = streamEnd(found, walk) ?? []
        return walk.hits.isEmpty ? [walk.goal.reason] : reasons
      }
      end = interval.begin
      if interruption.isRequested { break }
    }
    if interruption.isRequested {
      // Up to there everybody has been asked.
      runs[current].device.seek(to: end, interruption: .never)
      return [interrupted]
    }
    runs[current].device.seek(to: bound, interruption: .never)
    return streamEnd(bound, walk)
  }

  /// That a stream ends where it stands, unless the goal is there.
  private func streamEnd(_ mark: Mark, _ walk: Walk) -> [StopReason]? {
    guard mark.step == 0, walk.mark != mark, case .streamEnd = runs[current].device.stop else {
      return nil
    }
    return reason(of: runs[current].device.stop).map { [$0] }
  }

  /// Asks entries and the goal at boundaries, the last one first.
  /// - Parameter known: what was found out where somebody needs the state.
  /// - Returns: the boundary at which one of them stops.
  private mutating func judge(
    _ boundaries: [Lookback.Boundary], _ known: [Int: Verdicts], _ walk: inout Walk,
    _ stops: inout Stops
  ) throws(Diagnostic) -> Mark? {
    for (place, boundary) in boundaries.enumerated().reversed() {
      let own: Verdicts
      if let found = known[place] {
        own = found
      } else {
        own = try verdicts(boundary, walk, stops)
      }
      let isStop = own.entries.contains { stops.wouldStop($0.number, $0.verdict) }
      if isStop { runs[current].device.seek(to: boundary.mark, interruption: .never) }
      for (number, verdict) in own.entries {
        let share = walk.shares.first { $0.entry == number }?.conditions ?? 0 ..< 0
        let held = boundary.held.filter(share.contains)
        walk.take(number, verdict, held, &stops, runs[current], true)
      }
      if !walk.hits.isEmpty || own.isGoal { return boundary.mark }
    }
    return nil
  }

  /// What conditions and texts come to at a boundary.
  private struct Verdicts {
    var entries: [(number: Int, verdict: Stops.Verdict)] = []
    var isGoal = false
  }

  /// What those say who are asked at boundaries where somebody needs the state: that is gone through
  /// forwards.
  /// - Returns: `nil` if it was interrupted.
  private mutating func verdictsOfStates(
    _ boundaries: [Lookback.Boundary], _ walk: Walk, _ stops: Stops
  ) throws(Diagnostic) -> [Int: Verdicts]? {
    var result: [Int: Verdicts] = [:]
    for (place, boundary) in boundaries.enumerated() where needsState(boundary, walk, stops) {
      if interruption.isRequested { return nil }
      runs[current].device.seek(to: boundary.mark, interruption: .never)
      result[place] = try verdicts(boundary, walk, stops)
    }
    return result
  }

  private func needsState(_ boundary: Lookback.Boundary, _ walk: Walk, _ stops: Stops) -> Bool {
    if walk.expression != nil, isGoal(boundary, walk) { return true }
    return asked(boundary, walk).contains { stops.needsState($0.entry) }
  }

  private func isGoal(_ boundary: Lookback.Boundary, _ walk: Walk) -> Bool {
    boundary.held.contains(where: walk.goalConditions.contains)
  }

  /// The entries that are asked at a boundary.
  private func asked(
    _ boundary: Lookback.Boundary, _ walk: Walk
  ) -> [(entry: Int, conditions: Range<Int>)] {
    walk.shares.filter { share in boundary.held.contains { share.conditions.contains($0) } }
  }

  /// What those say who are asked at a boundary; if they need the state, the device stands there.
  private func verdicts(
    _ boundary: Lookback.Boundary, _ walk: Walk, _ stops: Stops
  ) throws(Diagnostic) -> Verdicts {
    let device = runs[current].device
    var own = Verdicts()
    own.entries = asked(boundary, walk).map { share in
      (share.entry, stops.verdict(of: share.entry, in: device))
    }
    own.isGoal = isGoal(boundary, walk)
    if own.isGoal, let expression = walk.expression {
      own.isGoal = try expression.evaluated(in: DeviceScope(device: device)) != 0
    }
    return own
  }

}

extension Journey.Run {

  /// Where the last stream ends that has ended before `mark` and is not the last of all.
  fileprivate func lastStreamEnd(before mark: Mark) -> Mark? {
    var end = 0
    var found: Mark?
    for stream in device.workload.streams.dropLast() {
      end += stream.instructionCount
      if Mark(instruction: end) < mark { found = Mark(instruction: end) }
    }
    return found
  }

}
