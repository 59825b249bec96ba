extension CycleClock {

  /// Goes on with an instruction whose last part is over.
  mutating func proceed<R: ClockRecorder>(_ unit: Int, _ recorder: inout R) {
    units[unit].wake = .max
    count(unit, until: cycle, &recorder)
    guard let index = units[unit].instruction else { return }
    if units[unit].shape == nil {
      finish(unit, index, &recorder)
    } else {
      proceedTransfer(unit, index, &recorder)
    }
  }

  /// Pops the tokens of all instructions that nothing keeps from running, and begins them.
  mutating func beginInstructions<R: ClockRecorder>(_ recorder: inout R) {
    var begun: UInt32 = 0
    for unit in units.indices where units[unit].mode == .waiting {
      let use = wait(of: unit)
      if let use {
        if use != units[unit].open {
          count(unit, until: cycle, &recorder)
          units[unit].open = use
        }
      } else {
        begun |= 1 << UInt32(unit)
      }
    }
    while begun != 0 {
      begin(begun.trailingZeroBitCount, &recorder)
      begun &= begun - 1
    }
  }

  /// What keeps the next instruction of a unit from running; nil: nothing does.
  private func wait(of unit: Int) -> UseCode? {
    guard let index = units[unit].instruction else { return .idle }
    guard index < visible else { return .instruction }
    switch queues.gate.firstMissing(pops: plan.pops[index], pushes: plan.pushes[index]) {
    case nil: return nil
    case .token(let queue): return .token(queue: queue)
    case .room(let queue): return .room(queue: queue)
    }
  }

  private mutating func begin<R: ClockRecorder>(_ unit: Int, _ recorder: inout R) {
    guard let index = units[unit].instruction else { return }
    count(unit, until: cycle, &recorder)
    queues.pop(plan.pops[index])
    for queue in plan.pops[index].bits {
      recorder.token(queue: queue, instruction: index, cycle: cycle, isPush: false)
      pokeNext()
    }
    events.append(.began(index))
    recorder.began(instruction: index, unit: unit, cycle: cycle)
    units[unit].mode = .working
    units[unit].open = .overhead
    units[unit].began = cycle
    units[unit].cursor = TransferCursor()
    let numbers = plan.numbers.units[unit]
    let start = cycle + numbers.start
    units[unit].plan(.overhead, until: start)
    units[unit].dataEnd = start
    planWork(unit, plan.machine.instructions.operation(at: index), from: start)
    units[unit].wake = units[unit].plannedEnd
  }

  /// Plans all cycles of an instruction that needs no port.
  private mutating func planWork(_ unit: Int, _ operation: Operation, from start: Int) {
    let numbers = plan.numbers.units[unit]
    units[unit].shape = nil
    if let nest = numbers.nest(operation) {
      let first = start + nest.start
      let last = first + nest.count * nest.interval
      units[unit].plan(.overhead, until: first)
      units[unit].plan(.computing, until: last)
      units[unit].plan(.overhead, until: last + nest.drain)
      return
    }
    switch operation {
    case .end: units[unit].plan(.overhead, until: start + numbers.finish)
    case .undefined: units[unit].plan(.overhead, until: start + numbers.noOperation)
    case .transfer(let transfer): planTransfer(unit, transfer, from: start)
    case .nest: break
    }
  }

  /// Pushes the tokens of an instruction that is done, and waits for the next one.
  mutating func finish<R: ClockRecorder>(_ unit: Int, _ index: Int, _ recorder: inout R) {
    queues.send(plan.pushes[index])
    for queue in plan.pushes[index].bits {
      coming.append((queue, cycle - 1 + plan.numbers.tokenLatency))
      recorder.token(queue: queue, instruction: index, cycle: cycle, isPush: true)
    }
    if plan.machine.instructions.endsStream(at: index) { finishedAt = cycle }
    events.append(.finished(index))
    recorder.finished(instruction: index, unit: unit, cycle: cycle)
    finished += 1
    units[unit].head += 1
    units[unit].mode = .waiting
    findInstruction(unit)
  }

  // MARK: Transfers

  private mutating func planTransfer(_ unit: Int, _ transfer: Transfer, from start: Int) {
    let numbers = plan.numbers.units[unit]
    guard transfer.columns > 0, let memory = transfer.memory else {
      units[unit].plan(.overhead, until: start + numbers.noOperation)
      return
    }
    units[unit].shape = TransferShape(
      transfer, plan.machine.memories[memory], numbers, plan.numbers,
      rank: plan.memoryRanks[memory])
  }

  /// Goes on with a transfer up to its next part that takes cycles.
  private mutating func proceedTransfer<R: ClockRecorder>(
    _ unit: Int, _ index: Int, _ recorder: inout R
  ) {
    if units[unit].mode == .writing {
      write(unit, index, &recorder)
      return
    }
    while true {
      switch units[unit].nextStep() {
      case .work(let cycles):
        guard wait(unit, cycles) else { continue }
        return
      case .burst(let address, let beats, let bytes):
        request(unit, address, beats, bytes)
        if units[unit].mode == .writing { write(unit, index, &recorder) }
        return
      case .done:
        guard drain(unit) else {
          finish(unit, index, &recorder)
          return
        }
        return
      }
    }
  }

  /// Waits while a part of a transfer takes cycles.
  /// - Returns: whether it takes any.
  private mutating func wait(_ unit: Int, _ cycles: Int) -> Bool {
    guard cycles > 0 else { return false }
    let isBeside = plan.numbers.units[unit].readsAhead && !units[unit].cursor.isBehindData
    if !isBeside { units[unit].plan(.overhead, until: cycle + cycles) }
    units[unit].wake = cycle + cycles
    return true
  }

  /// Waits for the data that is still on its way, and for padding that is written beside it.
  /// - Returns: whether there is anything to wait for.
  private mutating func drain(_ unit: Int) -> Bool {
    let start = units[unit].began + plan.numbers.units[unit].start
    let padding = units[unit].shape?.parallelPadding ?? 0
    let padded = start + units[unit].cursor.beatCount + padding
    let end = max(units[unit].dataEnd, padding > 0 ? padded : 0)
    guard end > cycle else { return false }
    units[unit].plan(.overhead, until: end)
    units[unit].wake = end
    return true
  }

}
