import Simulation

extension CycleClock {

  /// Lets a unit ask for a burst.
  mutating func request(_ unit: Int, _ address: Int, _ beats: Int, _ bytes: Int) {
    let isStore = units[unit].shape?.transfer.isStore ?? false
    let visible = cycle + (isStore ? 0 : plan.numbers.commandDelay)
    units[unit].request = ReadRequest(
      asked: cycle, visible: visible, rank: units[unit].shape?.rank ?? 0, address: address,
      beats: beats, bytes: bytes)
    units[unit].mode = isStore ? .writing : .asking
    units[unit].open = .port
    units[unit].plan(.overhead, until: visible)
    if visible > cycle { pokeNext() }
  }

  /// Grants one read, to whoever is first in rank of those that ask.
  mutating func grantRead<R: ClockRecorder>(_ recorder: inout R) {
    var first: Int?
    var rank = Int.max
    var count = 0
    if fetch.mode == .asking, fetch.clock.request.visible <= cycle {
      count += 1
      rank = fetch.clock.request.rank
      first = units.count
    }
    for unit in units.indices
    where units[unit].mode == .asking && units[unit].request.visible <= cycle {
      count += 1
      guard units[unit].request.rank < rank else { continue }
      rank = units[unit].request.rank
      first = unit
    }
    guard let first else { return }
    guard reads.count < plan.numbers.outstandingReads else {
      poke = min(poke, reads.first ?? .max)
      return
    }
    grant(first, &recorder)
    guard count > 1 else { return }
    poke = min(
      poke, reads.count < plan.numbers.outstandingReads ? cycle + 1 : reads.first ?? .max)
  }

  private mutating func grant<R: ClockRecorder>(_ reader: Int, _ recorder: inout R) {
    let isFetch = reader == units.count
    let request = isFetch ? fetch.clock.request : units[reader].request
    let ready = cycle + plan.numbers.handshake + plan.numbers.latency
    let data = max(ready, busFree)
    let end = data + request.beats
    busFree = end
    reads.append(end)
    recorder.burst(
      unit: reader, memory: isFetch ? nil : units[reader].shape?.transfer.memory,
      instruction: isFetch ? nil : units[reader].instruction, request, isWrite: false,
      begin: cycle, data: data, end: end)
    if isFetch {
      countFetch(until: cycle, &recorder)
      fetch.clock.planRead(ready: ready, data: data, end: end)
      fetch.clock.plan(.latency, until: end + plan.numbers.readReturn)
      fetch.clock.wake = end + plan.numbers.readReturn
      fetch.clock.open = .dispatching
      fetch.mode = .reading
    } else {
      grantTo(reader, ready, data, end, &recorder)
    }
  }

  private mutating func grantTo<R: ClockRecorder>(
    _ unit: Int, _ ready: Int, _ data: Int, _ end: Int, _ recorder: inout R
  ) {
    count(unit, until: cycle, &recorder)
    units[unit].planRead(ready: ready, data: data, end: end)
    let there = end + plan.numbers.readReturn
    units[unit].dataEnd = there + plan.numbers.units[unit].loadDrain
    units[unit].mode = .working
    units[unit].open = .overhead
    if plan.numbers.units[unit].readsAhead {
      units[unit].wake = cycle + 1
    } else {
      units[unit].plan(.latency, until: there)
      units[unit].wake = there
    }
  }

  /// Writes what a unit has asked to, as soon as the port is free.
  mutating func write<R: ClockRecorder>(_ unit: Int, _ index: Int, _ recorder: inout R) {
    guard writeFree <= cycle else {
      units[unit].wake = writeFree
      return
    }
    count(unit, until: cycle, &recorder)
    let request = units[unit].request
    units[unit].open = .overhead
    let data = cycle + plan.numbers.writeHandshake
    let end = data + (units[unit].shape?.writeCycles(beats: request.beats) ?? 0)
    let free = end + plan.numbers.writeAcknowledge
    units[unit].plan(.latency, until: data)
    units[unit].plan(.moving, until: end)
    units[unit].plan(.latency, until: free)
    units[unit].mode = .working
    units[unit].wake = free
    writeFree = free
    recorder.burst(
      unit: unit, memory: units[unit].shape?.transfer.memory, instruction: index, request,
      isWrite: true, begin: cycle, data: data, end: end)
  }

}

extension UnitClock {

  /// Plans the cycles up to the end of a read that is granted now.
  mutating func planRead(ready: Int, data: Int, end: Int) {
    plan(.latency, until: ready)
    plan(.port, until: data)
    plan(.moving, until: end)
  }

}
