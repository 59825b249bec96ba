import Effects
public import Simulation
import Support
import TargetKit
import Tensors

extension DescribedDevice {

  public var nextInstruction: InstructionNumber? { program.number(ofAny: nextIndex) }

  /// The index of that instruction.
  var nextIndex: Int? { timeline.machine.current }

  public var lastInstruction: InstructionNumber? {
    program.number(ofAny: timeline.machine.position.last)
  }

  public var order: [InstructionNumber] {
    timeline.machine.log[..<mark.instruction].map { program.number($0.instruction) }
  }

  // MARK: Units

  public var units: [UnitState] {
    let machine = machine
    return program.units.indices.map { unit in
      let position = machine.position
      let last = position.heads[unit] > 0 ? program.lists[unit][position.heads[unit] - 1] : nil
      return UnitState(
        name: program.units[unit].name, letter: program.units[unit].letter,
        activity: activity(of: unit, machine),
        next: program.number(ofAny: position.next(of: unit, program)),
        last: program.number(ofAny: last), queued: queued(at: unit, position),
        queueDepth: program.units[unit].queueDepth)
    }
  }

  private func activity(of unit: Int, _ machine: DescribedMachine) -> UnitState.Activity {
    let position = machine.position
    guard let next = position.next(of: unit, program) else { return .done }
    if next == position.current, position.step > 0 {
      return .running(step: position.step, of: machine.stepCount)
    }
    guard description.order.hasQueues else {
      return next == position.current ? .ready : .idle
    }
    guard position.head(of: unit, program) != nil else { return .idle }
    switch position.needs(of: next, program).first {
    case nil: return .ready
    case .token(let queue)?: return .waiting(queue: program.queues[queue].name)
    case .room(let queue)?: return .blocked(queue: program.queues[queue].name)
    }
  }

  /// How many instructions stand in the queue of a unit: where no token says who may go on, as many
  /// as come before the first that has no room.
  private func queued(at unit: Int, _ position: MachinePosition) -> Int {
    let list = program.lists[unit]
    let end = description.order.hasQueues ? position.fetched : firstOutside(position)
    return max(0, list.partitioningIndex { $0 >= end } - position.heads[unit])
  }

  /// The first instruction that its queue has no room for while those before it stand there.
  private func firstOutside(_ position: MachinePosition) -> Int {
    program.units.indices.reduce(position.streamEnd) { end, unit in
      guard let depth = program.units[unit].queueDepth else { return end }
      let (list, place) = (program.lists[unit], position.heads[unit] + depth)
      return place < list.count ? min(end, list[place]) : end
    }
  }

  // MARK: Memories

  public var memories: [MemoryState] {
    let limit = mark.instruction
    let writes = history.writes(limit)
    return description.form.state.indices.map { memory(StateID($0), writes, limit) }
  }

  private func memory(_ part: StateID, _ writes: WriteIndex, _ limit: Int) -> MemoryState {
    let form = description.form
    let root = form.root(of: part)
    let depth = form[part].shape.first ?? 1
    let step = form.byteCount(ofPlaceOf: part)
    var state = MemoryState(
      name: form[part].name, element: form[part].type.element.rawValue,
      shape: Array(form[part].shape.dropFirst()), depth: depth, elementBytes: step,
      alias: form[part].base.map { form[$0].name },
      written: written(part, 0 ..< depth, writes, limit),
      lastWrite: access(part, writes.last(of: root, isWrite: true, before: limit), isWrite: true),
      lastRead: access(part, writes.last(of: root, isWrite: false, before: limit), isWrite: false))
    state.isRegister = form[part].role == .register
    return state
  }

  /// How many of these places have been written, as the part that has the bytes counts them.
  private func written(
    _ part: StateID, _ places: Range<Int>, _ writes: WriteIndex, _ limit: Int
  ) -> Int {
    let form = description.form
    let root = form.root(of: part)
    let (own, step) = (form.byteCount(ofPlaceOf: part), form.byteCount(ofPlaceOf: root))
    if own == step { return writes.written(root, places, before: limit) }
    return places.lazy.filter { place in
      let rows = place * own / step ..< ((place + 1) * own - 1) / step + 1
      return writes.written(root, rows, before: limit) > 0
    }.count
  }

  /// What the instruction that finished at `position` did with a part.
  private func access(_ part: StateID, _ position: Int?, isWrite: Bool) -> MemoryState.Access? {
    guard let position, let record = history.record(position) else { return nil }
    let form = description.form
    let root = form.root(of: part)
    let step = form.byteCount(ofPlaceOf: part)
    var places: Set<Int> = []
    for access in record.footprint.accesses
    where access.isWrite == isWrite && access.space == .part(root) {
      access.bytes.eachRun { run in
        places.formUnion(run.lowerBound / step ... (run.upperBound - 1) / step)
        return true
      }
    }
    return MemoryState.Access(
      instruction: program.number(record.instruction), ranges: places.sortedRuns)
  }

  public func occupancy(of memory: String, parts count: Int) -> [Int] {
    guard count > 0, let part = description.form.state(named: memory) else { return [] }
    let depth = description.form[part].shape.first ?? 1
    let limit = mark.instruction
    let writes = history.writes(limit)
    return (0 ..< count).map { index in
      written(part, index * depth / count ..< (index + 1) * depth / count, writes, limit)
    }
  }

  /// Registers, a number each, and how much is outstanding on queues.
  public var counters: [Counter] {
    let form = description.form
    let machine = machine
    var counters: [Counter] = []
    for (index, part) in form.state.enumerated() where part.role == .register {
      guard part.shape.count <= 1, !part.type.element.isFloat else { continue }
      let count = part.shape.first ?? 1
      for place in 0 ..< min(count, Self.mostNumbers) {
        let number = machine.withState {
          $0.integer(of: StateID(index), at: part.shape.isEmpty ? [] : [place])
        }
        counters.append(
          Counter(count == 1 ? part.name : "\(part.name)_\(place)", number ?? 0, unit: ""))
      }
    }
    return counters + outstanding(machine)
  }

  /// How many numbers of a row of registers are shown.
  private static var mostNumbers: Int { 16 }

  private func outstanding(_ machine: DescribedMachine) -> [Counter] {
    let outstanding = machine.position.outstanding
    switch description.order {
    case .waits(let queues):
      return queues.map {
        Counter(
          "\($0.name)_outstanding", outstanding[$0.name], unit: "instructions",
          limit: $0.most)
      }
    case .barriers:
      return description.order.countedNames(description.units).map {
        Counter("\($0)_outstanding", outstanding[$0], unit: "instructions")
      }
    case .counted(let buffers):
      return zip(buffers, machine.position.levels).map {
        Counter("\($0.name)_tiles", $1, unit: "tiles", limit: $0.depth)
      }
    case .tokens, .inOrder, .interlocks, .none: return []
    }
  }

  // MARK: Instructions

  public var formats: [String] { description.form.instructions.map(\.name) }

  public func instructions(ofFormat name: String) -> NumberSet {
    let form = description.form.instructions.firstIndex { $0.name == name }
    return NumberSet(of: workload.numbers) { number in
      form != nil && program.instructions[workload.first.distance(to: number)].form == form
    }
  }

  public func unit(of number: InstructionNumber) -> String? {
    program.index(of: number).map { program.unitName($0) }
  }

  public func instructions(_ numbers: Range<InstructionNumber>) -> [InstructionState] {
    let machine = machine
    return Slices(program.indices(numbers), size: 1 << 9).joined().map { index in
      let instruction = program.instructions[index]
      return InstructionState(
        number: program.number(index), stream: program.stream(of: index),
        unit: program.unitName(index), format: program.format(index), text: program.text(index),
        pops: instruction.pops.filter { $0.count > 0 }.map { program.queues[$0.queue].name },
        pushes: instruction.pushes.filter { $0.count > 0 }.map { program.queues[$0.queue].name },
        isDone: machine.hasFinished(index), steps: machine.steps(of: index))
    }
  }

}

extension DescribedMachine {

  func hasFinished(_ index: Int) -> Bool { position.hasFinished(index, program) }

  /// How many steps an instruction has, as far as the state tells now.
  func steps(of index: Int) -> Int {
    if index == position.current { return stepCount }
    guard let effect = program.effect(index), !effect.loops.isEmpty else { return 1 }
    let fields = program.instructions[index].fields
    let frame = fields + Array(repeating: 0, count: max(0, effect.variables.count - fields.count))
    var count = 1
    for loop in effect.loops {
      let (lower, upper) = loop.domain.bounds
      guard let first = try? number(lower, frame), let end = try? number(upper, frame) else {
        return 1
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: max(0, end &- first))
      count = overflow ? .max : product
    }
    return count
  }

}

extension OrderDescription {

  /// Of what it is counted how much is outstanding: queues, or units since the last barrier.
  func countedNames(_ units: [UnitDescription]) -> [String] {
    switch self {
    case .waits(let queues): queues.map(\.name)
    case .barriers: units.map(\.name)
    case .tokens, .counted, .inOrder, .interlocks, .none: []
    }
  }

}

extension Set<Int> {
  /// The numbers as runs, in order, not touching.
  var sortedRuns: [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in sorted() {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound ..< number + 1
      } else {
        runs.append(number ..< number + 1)
      }
    }
    return runs
  }
}
