public import Simulation
public import Support

/// What held where in the past.
extension DecoupledDevice {

  public mutating func lookBack(
    before end: Mark, for conditions: [StopCondition], interruption: Interruption
  ) -> Lookback? {
    reason = nil
    let tests = Conditions(conditions, machine.plan)
    if !tests.haveEvents, let found = placesInLog(before: end, tests) { return found }
    guard let begin = timeline.enterInterval(before: end) else { return nil }
    let lookback = timeline.lookBack(
      from: begin, to: end, for: tests, interruption: interruption)
    if lookback == nil { reason = .interrupted }
    return lookback
  }

  /// How many boundaries are looked up at once in what was written down.
  private static var chunk: Int { 1 << 10 }

  /// What was next at boundaries before `end`: it is written down, and nothing runs again for it.
  /// - Returns: `nil` if there is none, or the last instruction among them has not finished.
  private func placesInLog(before end: Mark, _ tests: Conditions) -> Lookback? {
    let boundaries = max(0, end.instruction - Self.chunk) ..< end.instruction + min(1, end.step)
    guard !boundaries.isEmpty, boundaries.upperBound <= newestMark.instruction else { return nil }
    var lookback = Lookback(begin: Mark(instruction: boundaries.lowerBound))
    let ends = machine.plan.streamEnds
    var stream = ends.partitioningIndex { $0 >= boundaries.lowerBound }
    for position in boundaries {
      while stream < ends.count, ends[stream] < position { stream += 1 }
      let hasEnded = stream + 1 < ends.count && ends[stream] == position
      let next = hasEnded ? position : machine.log.finished(position)
      let held = tests.placesHolding(in: machine, next: next)
      guard hasEnded || !held.isEmpty else { continue }
      lookback.boundaries.append(
        .init(Mark(instruction: position), held: held, endedStream: hasEnded ? stream : nil))
    }
    return lookback
  }

}

extension Conditions: LookbackConditions {

  func placesHolding(in machine: DecoupledMachine) -> [Int] {
    placesHolding(in: machine, next: machine.nextOfAny)
  }

  func endedStream(of machine: DecoupledMachine) -> Int? { machine.endedStream }

}
