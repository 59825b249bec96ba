public import Support

/// What is looked for in the past of a machine, at the boundaries between its instructions.
public protocol LookbackConditions<Subject> {

  associatedtype Subject: Machine

  /// Which events the instruction brought about that has just finished.
  func eventsHolding(in machine: Subject) -> [Int]

  /// Which places the instruction is at that is next.
  func placesHolding(in machine: Subject) -> [Int]

  /// The stream that has just ended.
  func endedStream(of machine: Subject) -> Int?

}

extension Timeline {

  /// Runs through an interval, at whose begin the machine stands, and writes down what holds where.
  /// - Returns: nil if it was interrupted: the machine stands at `begin` then.
  public mutating func lookBack(
    from begin: Mark, to end: Mark, for conditions: some LookbackConditions<M>,
    interruption: Interruption
  ) -> Lookback? {
    let notes = LookbackNotes(conditions, begin ..< end)
    notes.notePlaces(machine)
    var before: Mark
    repeat {
      before = machine.mark
      let outcome = run(to: end, until: notes.note, interruption: interruption)
      if outcome == .interrupted || interruption.isRequested {
        seek(to: begin)
        return nil
      }
    } while machine.mark > before && machine.mark < end
    return notes.lookback
  }

}

/// Writes down at which boundaries of an interval anything holds, while a machine runs through it.
private final class LookbackNotes<Conditions: LookbackConditions> {

  private let conditions: Conditions
  private let interval: Range<Mark>
  private(set) var lookback: Lookback

  init(_ conditions: Conditions, _ interval: Range<Mark>) {
    self.conditions = conditions
    self.interval = interval
    lookback = Lookback(begin: interval.lowerBound)
  }

  /// Notes what holds behind an instruction that has just finished: its events where it began, as
  /// far as that is before the end, and places here.
  /// - Returns: false, for nothing is to stop.
  func note(_ machine: Conditions.Subject) -> Bool {
    let mark = machine.mark
    guard mark.step == 0 else { return false }
    let events = conditions.eventsHolding(in: machine)
    if !events.isEmpty { lookback.note(Mark(instruction: mark.instruction - 1), events) }
    notePlaces(machine)
    return false
  }

  /// Notes what holds here, and not what ran before.
  func notePlaces(_ machine: Conditions.Subject) {
    guard machine.mark < interval.upperBound else { return }
    let places = conditions.placesHolding(in: machine)
    let ended = conditions.endedStream(of: machine)
    if !places.isEmpty || ended != nil {
      lookback.note(machine.mark, places, endedStream: ended)
    }
  }

}
