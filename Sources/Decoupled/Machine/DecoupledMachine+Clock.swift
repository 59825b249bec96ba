import Simulation

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

  /// Goes `count` cycles on, or to where the next instruction ends.
  /// - Returns: whether one has ended.
  mutating func advanceClock(by count: Int) -> Bool {
    let (sum, isTooFar) = state[.cycle].addingReportingOverflow(count)
    let end = isTooFar ? Int.max : sum
    while let event = storage.clock?.next(until: end), let now = storage.clock?.cycle {
      state[.cycle] = max(state[.cycle], now)
      switch event {
      case .began(let index):
        guard begin(index) else { return false }
      case .finished(let index):
        state[.finishCycle] = now
        run(index, to: plan.stepCount(of: index))
        guard !isFaulty else { return false }
        finish(index)
        log.setEnd(state.finished - 1, now)
        return true
      case .streamEnd: continue
      case .deadlock, .endless, .end: return false
      }
    }
    state[.cycle] = end
    return false
  }

  /// What ends next by the clock, when, or that nothing does any more.
  var upcoming: (event: CycleClock.Event, cycle: Int)? {
    guard var probe = clock else { return nil }
    while true {
      let event = probe.next()
      switch event {
      case .began, .streamEnd: continue
      default: return (event, probe.cycle)
      }
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

  /// The next thing that happens up to the cycle `end`; nil if nothing does.
  mutating func next(until end: Int) -> Event? {
    var recorder = NoRecorder()
    while events.isEmpty {
      if let ending { return ending }
      if let moment = nextMoment, moment > end { return nil }
      step(&recorder)
    }
    return events.removeFirst()
  }

}
