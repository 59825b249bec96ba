import Simulation
import Support

/// Running by the cycle clock: units work beside each other, and the clock says when instructions
/// begin and end.
///
/// An instruction takes its tokens when it begins, and does all that it does to memories when it
/// ends, so that a moment does not depend on the steps in which it was reached. A step is a cycle.
extension DecoupledMachine {

  /// How many steps the instruction had that was the n-th to finish.
  func stepCount(at position: Int, _ index: Int) -> Int {
    plan.isClocked ? log.cycles(position) : plan.stepCount(of: index)
  }

  /// The cycle up to which everything has happened; nil by the functional clock.
  var cycle: Int? { plan.isClocked ? state[.cycle] : nil }

  /// What ends next by the clock, when, or that nothing does any more; nil, too, if somebody wanted
  /// work to end before that was found.
  var upcoming: (event: CycleClock.Event, cycle: Int)? {
    guard var probe = clock else { return nil }
    var poll = Poll()
    while true {
      let most = 1 << 12
      var left = most
      switch probe.search(until: .max, from: -1, moments: &left) {
      case .event(.began), .event(.streamEnd), .paused: break
      case .event(let event): return (event, probe.cycle)
      case .nothing: return nil
      }
      // A moment is as long as some steps of other loops.
      if poll.isRequested(after: 4 * (most - left)) { return nil }
    }
  }

  /// Whether nothing will ever end by the clock.
  var isStuckByClock: Bool {
    switch upcoming?.event {
    case .deadlock, .endless: true
    default: false
    }
  }

  /// How many cycles are between the last end of an instruction and the next one.
  var cyclesToFinish: Int {
    guard case (.finished, let cycle)? = upcoming else { return 0 }
    return cycle - state[.finishCycle]
  }

  /// The instruction that ends next.
  var nextByClock: Int? {
    guard !isAtStreamEnd, case .finished(let index)? = upcoming?.event else { return nil }
    return index
  }

}

extension CycleClock {

  /// What looking for the next event comes to.
  enum Search: Sendable {
    case event(Event)

    /// Nothing happens up to where it was looked for.
    case nothing

    /// Everything has happened up to `cycle`, and nothing yet in a later one.
    case paused
  }

  /// Looks for the next thing that happens up to the cycle `end`. When so many moments are over, it
  /// pauses in the next cycle behind `begin`.
  mutating func search(until end: Int, from begin: Int, moments: inout Int) -> Search {
    var recorder = NoRecorder()
    while events.isEmpty {
      if let ending { return .event(ending) }
      if let moment = nextMoment {
        if moment > end { return .nothing }
        if moments <= 0, moment > cycle, cycle > begin { return .paused }
      }
      moments -= 1
      step(&recorder)
    }
    return .event(events.removeFirst())
  }

}
