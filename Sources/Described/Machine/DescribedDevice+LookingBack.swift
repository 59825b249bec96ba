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
    let notes = LookbackNotes(tests, begin ..< end)
    notes.noteStart(timeline.machine)
    var before: Mark
    repeat {
      before = mark
      let outcome = timeline.run(to: end, until: notes.note, interruption: interruption)
      if outcome == .interrupted || interruption.isRequested {
        timeline.seek(to: begin)
        reason = .interrupted
        return nil
      }
    } while mark > before && mark < end
    return notes.lookback
  }

}

/// Writes down at which boundaries of an interval anything holds, while a machine runs through it.
private final class LookbackNotes {

  private let conditions: Conditions
  private let interval: Range<Mark>
  private(set) var lookback: Lookback

  init(_ conditions: Conditions, _ interval: Range<Mark>) {
    self.conditions = conditions
    self.interval = interval
    lookback = Lookback(begin: interval.lowerBound)
  }

  /// Notes what holds where the interval begins; what ran before it has no part in it.
  func noteStart(_ machine: DescribedMachine) { notePlaces(machine) }

  /// Notes what holds behind an instruction that has just finished: its events where it began, as
  /// far as that is before the end, and places here.
  /// - Returns: false, for nothing is to stop.
  func note(_ machine: DescribedMachine) -> Bool {
    let mark = machine.mark
    guard mark.step == 0 else { return false }
    let events = conditions.eventsHolding(in: machine)
    if !events.isEmpty { add(Mark(instruction: mark.instruction - 1), events) }
    notePlaces(machine)
    return false
  }

  private func notePlaces(_ machine: DescribedMachine) {
    guard machine.mark < interval.upperBound else { return }
    let places = conditions.placesHolding(next: machine.current)
    let ended = machine.isAtStreamEnd ? machine.position.stream - 1 : nil
    if !places.isEmpty || ended != nil { add(machine.mark, places, ended) }
  }

  private func add(_ mark: Mark, _ held: [Int], _ endedStream: Int? = nil) {
    guard let last = lookback.boundaries.last, last.mark == mark else {
      return lookback.boundaries.append(.init(mark, held: held, endedStream: endedStream))
    }
    lookback.boundaries[lookback.boundaries.count - 1].held = Set(last.held + held).sorted()
  }

}
