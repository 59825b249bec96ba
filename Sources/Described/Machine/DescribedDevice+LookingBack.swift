public import Simulation
public import Support

/// What held where in the past.
extension DescribedDevice {

  public mutating func lookBack(
    before end: Mark, for conditions: [StopCondition], interruption: Interruption
  ) -> Lookback? {
    reason = nil
    let tests = Conditions(conditions, program, history)
    guard let begin = timeline.enterInterval(before: end) else { return nil }
    let lookback = timeline.lookBack(
      from: begin, to: end, for: tests, interruption: interruption)
    if lookback == nil { reason = .interrupted }
    return lookback
  }

}

extension Conditions: LookbackConditions {

  func placesHolding(in machine: DescribedMachine) -> [Int] { placesHolding(next: machine.current) }

  func endedStream(of machine: DescribedMachine) -> Int? {
    machine.isAtStreamEnd ? machine.position.stream - 1 : nil
  }

}
