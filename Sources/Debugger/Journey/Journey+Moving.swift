import Diagnostics
import Simulation
import Support
import TargetKit

/// The loop.
///
/// Devices run at full speed to the next boundary at which a stop entry or the goal may want
/// something; there every entry is asked.
extension Journey {

  /// Goes towards `goal`, until it is reached or a stop entry, the end of a stream, a race, a
  /// deadlock, a fault or the user ends the way.
  /// - Parameter isStart: whether entries are asked at the very place where it stands, too.
  /// - Errors: the host refuses an operator, or a location of an entry means nothing; it then stands
  ///   where it had come to.
  mutating func move(
    toward goal: any Goal, _ direction: Direction, asking stops: inout Stops, isStart: Bool = false
  ) throws(Diagnostic) -> Arrival {
    var walk = Walk(goal, direction)
    var reasons: [StopReason]
    do throws(Diagnostic) {
      reasons =
        direction == .forward
        ? try moveForward(&walk, &stops, isStart) : try moveBackward(&walk, &stops)
    } catch {
      guard error.failure == .interrupted else { throw error }
      reasons = [interrupted]
    }
    if walk.hits.isEmpty == false { reasons.insert(.entries(walk.hits), at: 0) }
    return Arrival(reasons.simplified, logged: walk.logged)
  }

  /// That the user asked to stop, and in which sample.
  var interrupted: StopReason {
    let count = sampleCount
    return .interrupted(
      sample: count > 1 ? (host?.sample ?? 0) + 1 : nil, of: count > 1 ? count : nil)
  }

  // MARK: Forwards

  private mutating func moveForward(
    _ walk: inout Walk, _ stops: inout Stops, _ isStart: Bool
  ) throws(Diagnostic) -> [StopReason] {
    if runs.isEmpty, try advanceHost() != .region { return [end] }
    if isStart, try ask(&walk, &stops, atStart: true) { return [] }
    while true {
      let start = runs[current].device.mark
      let stop = try stretch(&walk, stops)
      let isBoundary = runs[current].device.mark.step == 0
      let hasMoved = runs[current].device.mark != start
      let isHit = hasMoved && isBoundary ? try ask(&walk, &stops) : false
      let isReached = hasMoved ? try walk.isReached(from: start, in: runs[current]) : false
      var reasons: [StopReason] = isReached ? [walk.goal.reason] : []
      switch stop {
      case .end:
        if isHit { return isLast ? reasons + [end] : reasons }
        if walk.goal.endsWithRun, hasMoved { return [walk.goal.reason] + (isLast ? [end] : []) }
        guard try enterNextRun() else { return reasons + [end] }
        let isHitAtStart = try ask(&walk, &stops, atStart: true)
        if !isReached, try walk.isReachedAtStart(in: runs[current]) {
          reasons.append(walk.goal.reason)
        }
        if isHitAtStart || !reasons.isEmpty { return reasons }
        continue
      case .streamEnd, .fault, .deadlock, .race, .interrupted:
        reasons += reason(of: stop).map { [$0] } ?? []
        return reasons
      case .start, .step, .condition: break
      }
      if isHit || isReached { return reasons }
      if interruption.isRequested { return [interrupted] }
      guard hasMoved else { return [.step] }
    }
  }

  /// Lets the device run to the next boundary at which anybody has to be asked.
  private mutating func stretch(
    _ walk: inout Walk, _ stops: Stops
  ) throws(Diagnostic) -> Stop {
    try walk.prepare(stops, in: runs[current])
    let interruption = interruption
    return runs[current].device.run(
      to: walk.mark, until: walk.conditions, interruption: interruption)
  }

  /// Asks every entry at the boundary where the run stands, going forwards.
  /// - Returns: whether any stops there.
  private func ask(
    _ walk: inout Walk, _ stops: inout Stops, atStart: Bool = false
  ) throws(Diagnostic) -> Bool {
    let run = runs[current]
    if atStart { try walk.prepare(stops, in: run) }
    let held = run.device.holding(walk.conditions)
    walk.held = held
    guard !held.isEmpty else { return false }
    walk.ask(&stops, held, in: run, isBackward: false)
    return !walk.hits.isEmpty
  }

  /// Whether nothing runs behind the current run.
  private var isLast: Bool {
    guard current + 1 >= runs.count else { return false }
    return host.map { $0.isFinished } ?? true
  }

  /// That everything has run.
  var end: StopReason {
    let isEmpty = runs.allSatisfy { $0.numbers.isEmpty }
    guard isOfProgram else { return .end(.streams(isEmpty: isEmpty)) }
    return .end(.program(samples: sampleCount, isEmpty: isEmpty))
  }

  /// What a device says of why it stands, as a reason.
  func reason(of stop: Stop) -> StopReason? {
    switch stop {
    case .fault(let fault): .fault(fault)
    case .deadlock(let deadlock): .deadlock(deadlock)
    case .race(let race): .race(race)
    case .interrupted: interrupted
    case .streamEnd(let stream):
      .streamEnd(stream: stream + 1, of: run?.device.workload.streams.count ?? 0)
    case .start: .start
    case .end: end
    case .step, .condition: nil
    }
  }

}

extension [StopReason] {

  /// Without reasons that others make needless: that a step is done, where more is to say.
  fileprivate var simplified: [StopReason] {
    let rest = filter { $0 != .step }
    return rest.isEmpty ? [.step] : rest
  }

}
