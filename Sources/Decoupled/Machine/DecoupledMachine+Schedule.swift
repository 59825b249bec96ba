import DequeModule
import Simulation
import TargetKit

extension DecoupledMachine {

  /// The instruction at the head of the queue of a unit, unless the queue is empty.
  func head(of unit: Int) -> Int? {
    let list = plan.unitInstructions[unit]
    guard state.heads[unit] < list.count else { return nil }
    let index = Int(list[state.heads[unit]])
    return index < state.fetched ? index : nil
  }

  /// The first instruction of the stream that nothing keeps from running.
  var readyInstruction: Int? {
    var first: Int?
    for unit in plan.unitInstructions.indices {
      guard let index = head(of: unit), index < first ?? .max, missing(for: index) == nil else {
        continue
      }
      first = index
    }
    return first
  }

  /// What an instruction waits for.
  enum Missing {
    case token(queue: Int)
    case room(queue: Int)
  }

  /// What keeps an instruction from running, if anything does.
  func missing(for index: Int) -> Missing? {
    let instruction = plan.instructions[index]
    if let queue = instruction.pops.first(where: { state.tokens[$0].isEmpty }) {
      return .token(queue: queue)
    }
    let full = instruction.pushes.first { state.tokens[$0].count >= plan.tokenDepths[$0] }
    return full.map { .room(queue: $0) }
  }

  /// Puts instructions into the queues of their units, in order, as far as there is room.
  mutating func fetch() {
    guard !plan.streamEnds.isEmpty else { return }
    let end = plan.streamEnds[state.stream]
    guard plan.queueDepths.contains(where: { $0 < .max }) else {
      state.fetched = end
      return
    }
    while state.fetched < end {
      let unit = plan.instructions[state.fetched].unit
      guard queued(at: unit) < plan.queueDepths[unit] else { return }
      state.fetched += 1
    }
  }

  /// How many instructions are in the queue of a unit.
  func queued(at unit: Int) -> Int {
    let list = plan.unitInstructions[unit]
    var low = state.heads[unit]
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if Int(list[middle]) < state.fetched { low = middle + 1 } else { high = middle }
    }
    return low - state.heads[unit]
  }

  /// Takes the tokens of the next instruction. A fault in it leaves everything as it was.
  /// - Returns: the instruction; `nil` if none is ready, or the one that is can't be begun.
  mutating func begin() -> Int? {
    guard let index = readyInstruction else { return nil }
    let instruction = plan.instructions[index]
    if let fault = faultBeforeTokens(of: index) ?? faultBeforeRunning(index) {
      state.fault = fault
      return nil
    }
    for queue in instruction.pops.bits {
      state.tokens[queue].removeFirst()
      state.lastPop[queue] = index
    }
    state.running = index
    state.step = 0
    log.begin(index, after: state.finished)
    return index
  }

  /// Puts the tokens of an instruction that is done.
  mutating func finish(_ index: Int) {
    let instruction = plan.instructions[index]
    count(instruction.operation)
    for queue in instruction.pushes.bits {
      state.tokens[queue].append(Int32(index))
      state.lastPush[queue] = index
    }
    state.heads[instruction.unit] += 1
    state.last[instruction.unit] = index
    log.finish(index, after: state.finished)
    state.finished += 1
    state.running = nil
    state.step = 0
    state.lastFinished = index
    fetch()
    if isAtStreamEnd, plan.hasFinish {
      if case .finish = instruction.operation { return }
      state.fault = missingFinish(after: index)
    }
  }

  /// Counts the bytes of a transfer that is done.
  private mutating func count(_ operation: Operation) {
    switch operation {
    case .load(let transfer):
      guard let memory = transfer.memory else { return }
      state.loadedBytes[memory] +=
        transfer.rows * transfer.columns * plan.memories[memory].elementBytes
    case .store(let transfer):
      guard let memory = transfer.memory else { return }
      state.storedBytes[memory] +=
        transfer.rows * transfer.columns * plan.memories[memory].dramElementBytes
    default: return
    }
  }

  /// The first instruction of a unit in this stream that has not finished and is as asked.
  func nextInstruction(
    of unit: Int, where isSuch: (DecodedInstruction) -> Bool
  ) -> Int? {
    guard !plan.streamEnds.isEmpty else { return nil }
    let end = plan.streamEnds[state.stream]
    for index in plan.unitInstructions[unit][state.heads[unit]...] {
      if Int(index) >= end { return nil }
      if isSuch(plan.instructions[Int(index)]) { return Int(index) }
    }
    return nil
  }

}

extension UInt32 {

  /// The positions of the bits that are set, lowest first.
  var bits: [Int] {
    self == 0 ? [] : (0 ..< 32).filter { self >> UInt32($0) & 1 == 1 }
  }

  /// The first position of a bit that is set and as asked.
  func first(where isSuch: (Int) -> Bool) -> Int? {
    var rest = self
    while rest != 0 {
      let bit = rest.trailingZeroBitCount
      if isSuch(bit) { return bit }
      rest &= rest - 1
    }
    return nil
  }

}
