import Effects
import Simulation
import Support
import TargetKit

/// All that changes in a machine besides bytes.
struct MachinePosition: Sendable {

  /// How many instructions have finished, and how many steps of the next one are done.
  private(set) var finished = 0
  var step = 0
  var work = 0

  /// The stream that runs, how many instructions had finished when it began, and the first
  /// instruction that does not belong to it any more.
  private(set) var stream = 0
  private(set) var streamStart = 0
  private var end = 0

  /// For each unit which one of its instructions is next, counted from 0 over all streams.
  private(set) var heads: [Int]

  /// For each unit those of its instructions that did not run, since their stream ended before.
  private var dropped: [[Range<Int>]]

  /// How many instructions, of all, are in the queues of units or have been.
  private(set) var fetched = 0

  /// How much is in each queue.
  private(set) var levels: [Int]

  /// How much was signalled on each queue and is not waited for yet; with barriers how many
  /// instructions each unit has run since the last one.
  private(set) var outstanding = OutstandingWork()

  /// The instruction that runs or runs next, and its loops once they have begun.
  private(set) var current: Int?
  var call: EffectEngine.Call?

  /// Why the loops of that instruction could not begin, which is a fault once it is to run.
  var refusal: Failure?

  /// Why it can not go on.
  var fault: Failure?

  /// The instruction that finished last.
  private(set) var last: Int?

  enum Failure: Sendable {
    case undefinedOpcode
    case effect(EffectFault)
  }

  init(_ program: MachineProgram) {
    heads = program.lists.map { _ in 0 }
    dropped = program.lists.map { _ in [] }
    levels = program.initialTokens
    end = program.streamEnds.first ?? 0
  }

  // MARK: Streams

  /// The first instruction that does not belong to the stream.
  var streamEnd: Int { end }

  /// Ends the stream behind the instruction that runs: those behind it do not run any more.
  mutating func endStream() {
    if let current { end = min(end, current + 1) }
  }

  func isStreamDone(_ program: MachineProgram) -> Bool {
    program.lists.indices.allSatisfy { next(of: $0, program) == nil }
  }

  /// The next instruction of a unit in this stream, fetched or not.
  func next(of unit: Int, _ program: MachineProgram) -> Int? {
    let list = program.lists[unit]
    guard heads[unit] < list.count, list[heads[unit]] < end else { return nil }
    return list[heads[unit]]
  }

  private mutating func beginNextStream(_ program: MachineProgram) {
    stream += 1
    streamStart = finished
    let instructions = program.indices(ofStream: stream)
    end = instructions.upperBound
    fetched = instructions.lowerBound
    for unit in heads.indices {
      let next = program.lists[unit].partitioningIndex { $0 >= instructions.lowerBound }
      if next > heads[unit] { dropped[unit].append(heads[unit] ..< next) }
      heads[unit] = next
    }
  }

  func hasFinished(_ index: Int, _ program: MachineProgram) -> Bool {
    let (unit, rank) = (program.instructions[index].unit, program.ranks[index])
    return rank < heads[unit] && !dropped[unit].contains { $0.contains(rank) }
  }

  // MARK: Choosing

  /// Chooses the instruction that runs next, in the next stream where this one is done.
  mutating func chooseNext(_ program: MachineProgram) {
    current = nil
    while true {
      current = choice(program)
      guard current == nil, stream + 1 < program.streamEnds.count, isStreamDone(program) else {
        return
      }
      beginNextStream(program)
    }
  }

  private mutating func choice(_ program: MachineProgram) -> Int? {
    guard program.hasQueues else {
      let next = program.indices(ofStream: stream).lowerBound + finished - streamStart
      return next < end ? next : nil
    }
    fetch(program)
    var ready: [Int] = []
    for unit in heads.indices {
      if let index = head(of: unit, program), isReady(index, program) { ready.append(index) }
    }
    return program.options.schedule.choice(
      of: ready, finished: finished, first: program.workload.first)
  }

  /// Puts instructions into the queues of their units, in order, as far as there is room.
  private mutating func fetch(_ program: MachineProgram) {
    while fetched < end {
      let unit = program.instructions[fetched].unit
      let waiting = program.ranks[fetched] - heads[unit]
      guard waiting < program.units[unit].queueDepth ?? .max else { return }
      fetched += 1
    }
  }

  /// The instruction at the head of the queue of a unit.
  func head(of unit: Int, _ program: MachineProgram) -> Int? {
    guard let next = next(of: unit, program) else { return nil }
    return program.hasQueues && next >= fetched ? nil : next
  }

  // MARK: Queues

  /// What keeps an instruction from running.
  enum Need: Hashable, Sendable {
    case token(queue: Int)
    case room(queue: Int)
  }

  /// Whether nothing keeps an instruction from running.
  private func isReady(_ index: Int, _ program: MachineProgram) -> Bool {
    program.instructions[index].pops.allSatisfy { !isShort($0) }
      && program.instructions[index].pushes.allSatisfy { !isFull(for: $0, program) }
  }

  /// Whether a queue holds less than is popped.
  private func isShort(_ use: QueueUse) -> Bool { levels[use.queue] < use.needed }

  /// Whether a queue has no room for what is pushed.
  private func isFull(for use: QueueUse, _ program: MachineProgram) -> Bool {
    program.queues[use.queue].depth.map { $0 - levels[use.queue] < use.needed } ?? false
  }

  func needs(of index: Int, _ program: MachineProgram) -> [Need] {
    let instruction = program.instructions[index]
    return instruction.pops.filter(isShort).map { .token(queue: $0.queue) }
      + instruction.pushes.filter { isFull(for: $0, program) }.map { .room(queue: $0.queue) }
  }

  /// Takes the tokens that the instruction waited for.
  mutating func popTokens(_ program: MachineProgram) {
    if let current { pop(by: current, program, atEnd: false) }
  }

  private mutating func pop(by index: Int, _ program: MachineProgram, atEnd isEnd: Bool) {
    for use in program.instructions[index].pops
    where program.queues[use.queue].keepsUntilEnd == isEnd {
      levels[use.queue] -= use.count
    }
  }

  mutating func note(_ event: QueueEvent, _ program: MachineProgram) {
    switch event {
    case .queue(.signal, let queue, let count):
      outstanding.signal(queue, count, most: program.description.order.most(outstandingOn: queue))
    case .queue(.wait, let queue, let count): outstanding.wait(queue, count)
    case .barrier(let units):
      for unit in units.isEmpty ? program.units.map(\.name) : units { outstanding.wait(unit, 0) }
    // What is moved follows from the instruction's fields.
    case .queue: break
    }
  }

  mutating func finish(_ index: Int, _ program: MachineProgram) {
    pop(by: index, program, atEnd: true)
    for use in program.instructions[index].pushes { levels[use.queue] += use.count }
    if case .barriers = program.description.order, program.isWork(index) {
      outstanding.signal(program.unitName(index), 1)
    }
    heads[program.instructions[index].unit] += 1
    last = index
    finished += 1
    step = 0
    work += 100
  }

  // MARK: Comparing

  func combine(into hash: inout StateHash) {
    for number in [finished, step, stream, end] { hash.combine(number) }
    for head in heads { hash.combine(head) }
    for level in levels { hash.combine(level) }
    outstanding.combine(into: &hash)
  }

}
