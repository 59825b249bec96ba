import Effects
import ISA
public import Simulation
import Support
import TargetKit
import Tensors

extension DecoupledDevice {

  public var nextInstruction: InstructionNumber? { machine.plan.number(ofAny: nextIndex) }

  /// The index of that instruction.
  var nextIndex: Int? { machine.nextOfAny }

  public var units: [UnitState] {
    description.units.indices.map { unit in
      let head = machine.head(of: unit)
      return UnitState(
        name: description.units[unit].name, letter: description.units[unit].letter,
        activity: activity(of: unit, head),
        next: machine.plan.number(ofAny: head ?? upcoming(unit)),
        last: machine.plan.number(ofAny: machine.last(of: unit)), queued: machine.queued(at: unit),
        queueDepth: description.units[unit].queueDepth)
    }
  }

  private func upcoming(_ unit: Int) -> Int? { machine.nextInstruction(of: unit) }

  private func activity(of unit: Int, _ head: Int?) -> UnitState.Activity {
    if let clock = machine.clock { return activity(of: unit, head, clock) }
    guard let head else { return upcoming(unit) == nil ? .done : .idle }
    if machine.state.running(unit) == head {
      return .running(step: machine.state.step(unit), of: machine.plan.stepCount(of: head))
    }
    switch machine.missing(for: head) {
    case nil: return .ready
    case .token(let queue): return .waiting(queue: description.tokens[queue].name)
    case .room(let queue): return .blocked(queue: description.tokens[queue].name)
    }
  }

  /// By the cycle clock.
  private func activity(
    of unit: Int, _ head: Int?, _ clock: CycleClock
  ) -> UnitState.Activity {
    let now = machine.cycle ?? 0
    if let progress = clock.progress(of: unit, at: now) {
      let count = machine.plan.stepCount(of: progress.instruction)
      return .running(step: min(progress.steps, count), of: count)
    }
    switch clock.use(of: unit, at: now) {
    case .token(let queue): return .waiting(queue: description.tokens[queue].name)
    case .room(let queue): return .blocked(queue: description.tokens[queue].name)
    case .idle: return .done
    default: return head == nil || upcoming(unit) == nil ? .done : .idle
    }
  }

  public var tokenQueues: [TokenQueueState] {
    description.tokens.indices.map { queue in
      let token = description.tokens[queue]
      let plan = machine.plan
      return TokenQueueState(
        name: token.name, from: token.from, to: token.to,
        level: machine.state.level(queue), capacity: token.depth,
        pushers: machine.pushers(in: queue).map { plan.number($0) },
        lastPush: plan.number(ofAny: machine.lastPush(into: queue)),
        lastPop: plan.number(ofAny: machine.lastPop(from: queue)),
        nextPush: plan.number(
          ofAny: machine.nextInstruction(of: plan.tokenFrom[queue], among: plan.pushers[queue])),
        nextPop: plan.number(
          ofAny: machine.nextInstruction(of: plan.tokenTo[queue], among: plan.poppers[queue])))
    }
  }

  public var memories: [MemoryState] {
    description.memories.indices.map { index in
      let memory = description.memories[index]
      let slot = machine.plan.layout.slotOfMemory[index]
      let writers = machine.lastWriters(slot: slot, 0 ..< memory.depth)
      return MemoryState(
        name: memory.name, element: memory.element.rawValue, shape: memory.shape,
        depth: memory.depth, elementBytes: memory.elementBytes, alias: memory.alias,
        written: writers.lazy.filter { $0 != 0 }.count,
        lastWrite: machine.state.lastWrite(slot).map { access in
          let tag = UInt32(access.instruction + 1)
          return MemoryState.Access(
            instruction: machine.plan.number(access.instruction),
            ranges: access.elements.runs { writers[$0] == tag })
        },
        lastRead: machine.state.lastRead(slot).map {
          MemoryState.Access(
            instruction: machine.plan.number($0.instruction), ranges: [$0.elements])
        })
    }
  }

  public func lastWriters(of memory: String, elements: Range<Int>) -> [InstructionNumber?] {
    guard let index = description.memories.firstIndex(where: { $0.name == memory }) else {
      return []
    }
    return machine.lastWriters(slot: machine.plan.layout.slotOfMemory[index], elements)
      .map { $0 == 0 ? nil : machine.plan.number(Int($0) - 1) }
  }

  public func occupancy(of memory: String, parts count: Int) -> [Int] {
    guard let depth = description.memory(memory)?.depth, count > 0 else { return [] }
    let writers = lastWriters(of: memory, elements: 0 ..< depth)
    return (0 ..< count).map { part in
      writers[part * depth / count ..< (part + 1) * depth / count].lazy.filter { $0 != nil }.count
    }
  }

  public var transfers: [TransferState] {
    description.units.indices.compactMap { unit in
      guard let head = machine.head(of: unit) else { return nil }
      return machine.plan.instructions.transfer(at: head).flatMap {
        transfer($0, head, unit)
      }
    }
  }

  private func transfer(_ transfer: Transfer, _ index: Int, _ unit: Int) -> TransferState? {
    guard let memory = transfer.memory, transfer.columns > 0 else { return nil }
    return TransferState(
      instruction: machine.plan.number(index), unit: description.units[unit].name,
      direction: transfer.isStore ? .write : .read,
      memory: description.memories[memory].name, element: transfer.sram,
      address: machine.address(of: transfer, memory),
      bytes: transfer.rows * transfer.columns * description.memories[memory].dramElementBytes,
      rows: transfer.lines, doneRows: doneRows(of: index, unit),
      waiting: max(0, machine.queued(at: unit) - 1))
  }

  private func doneRows(of index: Int, _ unit: Int) -> Int {
    guard let clock = machine.clock else { return machine.doneSteps(of: index) ?? 0 }
    return clock.progress(of: unit, at: machine.cycle ?? 0)?.steps ?? 0
  }

  public var formats: [String] { description.instructionSet.formats.map(\.name) }

  public func instructions(ofFormat name: String) -> NumberSet {
    let plan = machine.plan
    let set = description.instructionSet
    var found = NumberSet(of: plan.workload.numbers)
    guard let opcode = set.formats.first(where: { $0.name == name })?.opcode else { return found }
    for (index, word) in plan.words.enumerated() where set.opcode.value(in: word) == opcode {
      found.insert(plan.number(index))
    }
    return found
  }

  public func unit(of number: InstructionNumber) -> String? {
    machine.plan.index(of: number).map {
      description.units[machine.plan.instructions[$0].unit].name
    }
  }

  public func instructions(_ numbers: Range<InstructionNumber>) -> [InstructionState] {
    Slices(machine.plan.indices(numbers), size: 1 << 9).joined().map { index in
      let instruction = machine.plan.instructions[index]
      let set = description.instructionSet
      let flags = Set(description.tokens.flatMap { [$0.push, $0.pop] })
      return InstructionState(
        number: machine.plan.number(index), stream: machine.plan.stream(of: index),
        unit: description.units[instruction.unit].name,
        format: set.format(of: machine.plan.words[index])?.name ?? "",
        text: set.text(of: machine.plan.words[index], leavingOut: flags),
        pops: instruction.pops.bits.map { description.tokens[$0].name },
        pushes: instruction.pushes.bits.map { description.tokens[$0].name },
        isDone: machine.hasFinished(index), steps: machine.plan.stepCount(of: index))
    }
  }

  /// As the simulator of the accelerator calls them: `inp_load_nbytes`, `gemm_counter`.
  public var counters: [Counter] {
    let memories = description.memories.enumerated()
    let loads = memories.filter { $0.element.alias == nil && $0.element.loadedBy != nil }.map {
      index, memory in
      let views = memories.filter { $0.element.alias == memory.name }.map(\.offset)
      let bytes = ([index] + views).reduce(0) { $0 + machine.state.loadedBytes[$1] }
      return Counter("\(memory.name)_load_nbytes", bytes, unit: "bytes")
    }
    let stores = memories.filter { $0.element.storedBy != nil }.map { index, memory in
      Counter("\(memory.name)_store_nbytes", machine.state.storedBytes[index], unit: "bytes")
    }
    func name(_ meaning: Meaning) -> String {
      (description.instruction(meaning)?.name ?? meaning.rawValue) + "_counter"
    }
    return loads + stores + [
      Counter(name(.gemm), machine.state.gemmSteps, unit: "micro-ops"),
      Counter(name(.alu), machine.state.aluSteps, unit: "micro-ops"),
    ]
  }

}

extension Range<Int> {
  /// The runs of numbers that are as asked.
  func runs(where isSuch: (Int) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in self where isSuch(number) {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound ..< number + 1
      } else {
        runs.append(number ..< number + 1)
      }
    }
    return runs
  }
}
