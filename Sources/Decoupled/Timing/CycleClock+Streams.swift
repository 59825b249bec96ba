extension CycleClock {

  /// Starts the stream, or tells that there is none.
  mutating func launchStream() {
    guard stream < plan.machine.streamEnds.count else {
      ending = .end
      events.append(.end)
      return
    }
    launch = cycle
    finishedAt = nil
    fetch.next = plan.start(of: stream)
    fetch.end = fetch.next
    fetch.mode = .launching
    fetch.clock.wake = cycle + plan.numbers.launch
    fetch.clock.open = .overhead
    for unit in units.indices { findInstruction(unit) }
    if fetch.next == streamEnd { poke = cycle }
  }

  /// Finds the next instruction of a unit in this stream.
  mutating func findInstruction(_ unit: Int) {
    let next = plan.instruction(unit, units[unit].head, in: stream)
    units[unit].instruction = next
    units[unit].open = next == nil ? .idle : .instruction
  }

  /// Ends the stream in this cycle, and launches the next one.
  mutating func endStream<R: ClockRecorder>(_ recorder: inout R) {
    settle(&recorder)
    recorder.streamEnded(
      stream: stream, begin: launch, end: cycle, finish: finishedAt,
      instructions: plan.start(of: stream) ..< streamEnd)
    events.append(.streamEnd(stream))
    stream += 1
    launchStream()
  }

  /// Ends the count in this cycle.
  mutating func close<R: ClockRecorder>(_ event: Event, _ recorder: inout R) {
    settle(&recorder)
    ending = event
    events.append(event)
  }

  /// Counts all cycles up to this one.
  mutating func settle<R: ClockRecorder>(_ recorder: inout R) {
    for unit in units.indices { count(unit, until: cycle, &recorder) }
    countFetch(until: cycle, &recorder)
  }

  // MARK: Fetch

  mutating func proceedFetch<R: ClockRecorder>(_ recorder: inout R) {
    guard plan.hasFetch else {
      guard fetch.mode == .launching, fetch.clock.wake <= cycle else { return }
      finishDispatchAtOnce()
      return
    }
    if fetch.clock.wake <= cycle {
      fetch.clock.wake = .max
      switch fetch.mode {
      case .launching: askForInstructions(&recorder)
      case .reading:
        fetch.mode = .dispatching
      case .dispatching, .asking, .done: break
      }
    }
    if fetch.mode == .dispatching { dispatch(&recorder) }
  }

  /// All instructions of the stream are there.
  private mutating func finishDispatchAtOnce() {
    fetch.clock.wake = .max
    fetch.mode = .done
    while fetch.next < streamEnd {
      dispatched[Int(plan.unitOf[fetch.next])] += 1
      fetch.next += 1
    }
    visible = streamEnd
    pokeNext()
  }

  private mutating func askForInstructions<R: ClockRecorder>(_ recorder: inout R) {
    let count = min(plan.numbers.fetchBurst, streamEnd - fetch.next)
    fetch.end = fetch.next + count
    let bytes = count * plan.instructionBytes
    let visible = cycle + plan.numbers.commandDelay
    countFetch(until: cycle, &recorder)
    fetch.clock.open = .port
    fetch.clock.plan(.overhead, until: visible)
    fetch.clock.request = ReadRequest(
      asked: cycle, visible: visible, rank: plan.fetchRank, address: nil,
      beats: (bytes + plan.numbers.busBytes - 1) / plan.numbers.busBytes, bytes: bytes)
    fetch.mode = .asking
    if visible > cycle { pokeNext() }
  }

  /// Dispatches one instruction, if its unit has room for it.
  private mutating func dispatch<R: ClockRecorder>(_ recorder: inout R) {
    guard fetch.next < fetch.end else {
      setFetch(.dispatching, &recorder)
      guard fetch.end < streamEnd else {
        setFetch(.idle, &recorder)
        fetch.mode = .done
        return
      }
      fetch.mode = .launching
      fetch.clock.wake = cycle + 1
      return
    }
    let unit = Int(plan.unitOf[fetch.next])
    guard
      InstructionQueue.hasRoom(
        fetched: dispatched[unit], finished: units[unit].head, depth: plan.queueDepths[unit])
    else {
      setFetch(.queueFull, &recorder)
      return
    }
    setFetch(.dispatching, &recorder)
    dispatched[unit] += 1
    fetch.next += 1
    arriving.append(cycle + plan.numbers.dispatchLatency)
    fetch.clock.wake = cycle + 1
  }

  private mutating func setFetch<R: ClockRecorder>(_ use: UseCode, _ recorder: inout R) {
    guard fetch.clock.open != use else { return }
    countFetch(until: cycle, &recorder)
    fetch.clock.open = use
  }

}
