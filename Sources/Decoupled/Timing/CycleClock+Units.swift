import Simulation

extension CycleClock {

  /// The instruction that a unit runs, or runs next in this stream.
  func current(_ unit: Int) -> Int? {
    plan.instruction(unit, units[unit].head, in: stream)
  }

  /// Goes on with an instruction whose last part is over.
  mutating func proceed<R: ClockRecorder>(_ unit: Int, _ recorder: inout R) {
    units[unit].wake = .max
    count(unit, until: cycle, &recorder)
    guard let index = current(unit) else { return }
    switch plan.machine.instructions[index].operation {
    case .load(let transfer): proceed(unit, index, transfer, isStore: false, &recorder)
    case .store(let transfer): proceed(unit, index, transfer, isStore: true, &recorder)
    case .gemm, .alu, .finish, .undefined: finish(unit, index, &recorder)
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
    for unit in begun.bits { begin(unit, &recorder) }
  }

  /// What keeps the next instruction of a unit from running; nil: nothing does.
  private func wait(of unit: Int) -> CycleUse? {
    guard let index = current(unit) else { return .idle }
    guard index < visible else { return .instruction }
    let instruction = plan.machine.instructions[index]
    if let queue = instruction.pops.first(where: { ready[$0] == 0 }) {
      return .token(queue: queue)
    }
    return instruction.pushes.first { tokens[$0] >= plan.tokenDepths[$0] }.map { .room(queue: $0) }
  }

  private mutating func begin<R: ClockRecorder>(_ unit: Int, _ recorder: inout R) {
    guard let index = current(unit) else { return }
    let instruction = plan.machine.instructions[index]
    count(unit, until: cycle, &recorder)
    for queue in instruction.pops.bits {
      tokens[queue] -= 1
      ready[queue] -= 1
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
    planWork(unit, instruction.operation, from: start)
    units[unit].wake = units[unit].plannedEnd
  }

  /// Plans all cycles of an instruction that needs no port.
  private mutating func planWork(_ unit: Int, _ operation: Operation, from start: Int) {
    let numbers = plan.numbers.units[unit]
    if let nest = numbers.nest(operation) {
      let first = start + nest.start
      let last = first + nest.count * nest.interval
      units[unit].plan(.overhead, until: first)
      units[unit].plan(.computing, until: last)
      units[unit].plan(.overhead, until: last + nest.drain)
      return
    }
    switch operation {
    case .finish: units[unit].plan(.overhead, until: start + numbers.finish)
    case .undefined: units[unit].plan(.overhead, until: start + numbers.noOperation)
    case .load(let transfer), .store(let transfer):
      guard transfer.columns == 0 || transfer.memory == nil else { return }
      units[unit].plan(.overhead, until: start + numbers.noOperation)
    case .gemm, .alu: break
    }
  }

  /// Pushes the tokens of an instruction that is done, and waits for the next one.
  mutating func finish<R: ClockRecorder>(_ unit: Int, _ index: Int, _ recorder: inout R) {
    for queue in plan.machine.instructions[index].pushes.bits {
      tokens[queue] += 1
      coming.append((queue, cycle - 1 + plan.numbers.tokenLatency))
      recorder.token(queue: queue, instruction: index, cycle: cycle, isPush: true)
    }
    if case .finish = plan.machine.instructions[index].operation { finishedAt = cycle }
    events.append(.finished(index))
    recorder.finished(instruction: index, unit: unit, cycle: cycle)
    finished += 1
    units[unit].head += 1
    units[unit].mode = .waiting
    units[unit].open = waitingForInstruction(unit)
  }

  // MARK: Transfers

  func shape(_ unit: Int, _ transfer: Transfer, isStore: Bool) -> TransferShape? {
    guard transfer.columns > 0, let memory = transfer.memory else { return nil }
    return TransferShape(
      transfer, plan.machine.memories[memory], plan.numbers.units[unit], plan.numbers,
      isStore: isStore)
  }

  /// Goes on with a transfer up to its next part that takes cycles.
  private mutating func proceed<R: ClockRecorder>(
    _ unit: Int, _ index: Int, _ transfer: Transfer, isStore: Bool, _ recorder: inout R
  ) {
    guard let shape = shape(unit, transfer, isStore: isStore) else {
      finish(unit, index, &recorder)
      return
    }
    if units[unit].mode == .writing {
      write(unit, index, shape, &recorder)
      return
    }
    while true {
      switch units[unit].cursor.next(shape) {
      case .work(let cycles):
        guard wait(unit, cycles, shape) else { continue }
        return
      case .burst(let address, let beats, let bytes):
        request(unit, transfer.memory ?? 0, address, beats, bytes, isStore: isStore)
        if isStore { write(unit, index, shape, &recorder) }
        return
      case .done:
        guard drain(unit, shape) else {
          finish(unit, index, &recorder)
          return
        }
        return
      }
    }
  }

  /// Waits while a part of a transfer takes cycles.
  /// - Returns: whether it takes any.
  private mutating func wait(_ unit: Int, _ cycles: Int, _ shape: TransferShape) -> Bool {
    guard cycles > 0 else { return false }
    let isBeside = shape.numbers.readsAhead && !units[unit].cursor.isBehindData
    if !isBeside { units[unit].plan(.overhead, until: cycle + cycles) }
    units[unit].wake = cycle + cycles
    return true
  }

  /// Waits for the data that is still on its way, and for padding that is written beside it.
  /// - Returns: whether there is anything to wait for.
  private mutating func drain(_ unit: Int, _ shape: TransferShape) -> Bool {
    let start = units[unit].began + shape.numbers.start
    let padded = start + units[unit].cursor.beatCount + shape.parallelPadding
    let end = max(units[unit].dataEnd, shape.parallelPadding > 0 ? padded : 0)
    guard end > cycle else { return false }
    units[unit].plan(.overhead, until: end)
    units[unit].wake = end
    return true
  }

}
