extension DecoupledMachine {

  mutating func advance(steps count: Int) {
    guard count > 0, !isFaulty else { return }
    change { $0.advance(steps: count) }
  }

  mutating func run(
    to end: Int, work: Int, until test: ((DecoupledMachine) -> Bool)?
  ) -> Bool {
    guard !isFaulty else { return false }
    if halfDone != nil {
      advance(steps: MachineAccess.slice)
      guard !isFaulty, halfDone == nil, let test else { return false }
      return test(self)
    }
    guard change({ $0.enterStream() }) else { return false }
    let limit = state.work + work
    let last = min(end, plan.streamEnds[state.stream])
    guard let test else {
      _ = change { $0.run(to: last, limit: limit) }
      return false
    }
    while state.finished < last && state.work < limit {
      let goal = state.finished + 1
      guard change({ $0.run(to: goal, limit: limit) }) else { return false }
      if test(self) { return true }
    }
    return false
  }

}
