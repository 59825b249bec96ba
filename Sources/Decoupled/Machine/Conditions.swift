import CKernels
import ISA
import Simulation
import TargetKit

/// Stop conditions, looked up once for a machine.
struct Conditions {

  private enum Test {
    case instruction(Int)
    case instructions(NumberSet)
    case always
    case opcode(Int)
    case unit(Int)
    case push(Int)
    case pop(Int)
    case level(Int, Int)
    case write(slot: Int, Range<Int>)
    case read(memory: Int, slot: Int, Range<Int>)
    case writeDRAM(Range<Int>)
    case readDRAM(Range<Int>)

    /// Of something that there is not.
    case never
  }

  private let tests: [Test]

  /// Which of them are events, and which are places.
  private let events: [Int]
  private let places: [Int]
  private let set: InstructionSet

  init(_ conditions: [StopCondition], _ plan: MachinePlan) {
    let description = plan.description
    set = description.instructionSet
    func queue(_ name: String) -> Int? { description.tokens.firstIndex { $0.name == name } }
    func memory(_ name: String) -> Int? { description.memories.firstIndex { $0.name == name } }
    events = conditions.indices.filter { conditions[$0].isEvent }
    places = conditions.indices.filter { !conditions[$0].isEvent }
    tests = conditions.map { condition in
      switch condition {
      case .instruction(let number): plan.index(of: number).map { .instruction($0) } ?? .never
      case .instructions(let set): .instructions(set)
      case .always: .always
      case .format(let name):
        description.instructionSet.formats.first { $0.name == name }?.opcode
          .map { .opcode($0) } ?? .never
      case .unit(let name):
        description.units.firstIndex { $0.name == name }.map { .unit($0) } ?? .never
      case .push(let name): queue(name).map { .push($0) } ?? .never
      case .pop(let name): queue(name).map { .pop($0) } ?? .never
      case .level(let name, let level): queue(name).map { .level($0, level) } ?? .never
      case .write(let name, let range):
        memory(name).map { .write(slot: plan.layout.slotOfMemory[$0], range) } ?? .never
      case .read(let name, let range):
        memory(name).map { .read(memory: $0, slot: plan.layout.slotOfMemory[$0], range) } ?? .never
      case .writeDRAM(let range): .writeDRAM(range)
      case .readDRAM(let range): .readDRAM(range)
      }
    }
  }

  /// Asked behind each instruction; `nil` where nothing is ever to stop.
  var test: ((DecoupledMachine) -> Bool)? {
    guard tests.contains(where: { if case .never = $0 { false } else { true } }) else {
      return nil
    }
    return { machine in hold(in: machine) }
  }

  /// The same, and whether a race or a deadlock is to be told.
  func test(or watch: RunWatch) -> (DecoupledMachine) -> Bool {
    { machine in watch.stop(machine) != nil || hold(in: machine) }
  }

  /// Whether any of them holds.
  func hold(in machine: DecoupledMachine) -> Bool {
    let next = machine.next
    return tests.contains { holds($0, machine, next) }
  }

  /// Whether any of them is about an instruction that has just finished.
  var haveEvents: Bool { !events.isEmpty }

  /// Those that hold of the instruction that has just finished.
  func eventsHolding(in machine: DecoupledMachine) -> [Int] {
    events.filter { holds(tests[$0], machine, nil) }
  }

  /// Those that hold of the instruction that is next.
  func placesHolding(in machine: DecoupledMachine, next: Int?) -> [Int] {
    places.filter { holds(tests[$0], machine, next) }
  }

  private func holds(_ test: Test, _ machine: DecoupledMachine, _ next: Int?) -> Bool {
    let last = machine.state.lastFinished
    switch test {
    case .instruction(let index): return next == index
    case .instructions(let set): return next.map { set.contains(machine.plan.number($0)) } ?? false
    case .always: return true
    case .opcode(let code): return next.map { set.opcode.value(in: machine.plan.words[$0]) } == code
    case .unit(let unit): return next.map { Int(machine.plan.records[$0].unit) } == unit
    case .push(let queue):
      return next.map { machine.plan.records[$0].pushes >> UInt32(queue) & 1 } == 1
    case .pop(let queue):
      return next.map { machine.plan.records[$0].pops >> UInt32(queue) & 1 } == 1
    case .level(let queue, let level):
      guard let last, machine.state.level(queue) == level else { return false }
      let record = machine.plan.records[last]
      return (record.pops ^ record.pushes) >> UInt32(queue) & 1 == 1
    case .write(let slot, let range):
      guard let last, machine.touched(machine.state.lastWrite(slot), last, range) else {
        return false
      }
      return machine.lastWriters(slot: slot, range).contains(UInt32(last + 1))
    case .read(let memory, let slot, let range):
      guard let last, machine.touched(machine.state.lastRead(slot), last, range) else {
        return false
      }
      return machine.reads(last, memory: memory, range)
    case .writeDRAM(let range):
      guard let last, machine.plan.records[last].direction == .store else { return false }
      return machine.touchesDRAM(last, range)
    case .readDRAM(let range):
      guard let last, machine.plan.records[last].direction == .load else { return false }
      return machine.touchesDRAM(last, range)
    case .never: return false
    }
  }

}

extension DecoupledMachine {

  /// Whether the access was by that instruction and may have touched an element of the range.
  func touched(_ access: MachineState.Access?, _ instruction: Int, _ range: Range<Int>) -> Bool {
    guard let access, access.instruction == instruction else { return false }
    return access.elements.overlaps(range)
  }

  /// The stamps of elements: the instruction that wrote each last, counted from 1, or 0.
  func lastWriters(slot: Int, _ range: Range<Int>) -> [UInt32] {
    let slot = plan.layout.slots[slot]
    let range = range.clamped(to: 0 ..< slot.depth)
    let start = unsafe (cells.base + slot.stamps).assumingMemoryBound(to: UInt32.self)
    return range.map { unsafe start[$0] }
  }

  /// Whether a transfer touches one of these bytes of DRAM.
  func touchesDRAM(_ index: Int, _ range: Range<Int>) -> Bool {
    guard let transfer = plan.instructions.transfer(at: index),
      let memory = transfer.memory, dramRange(of: transfer, memory)?.overlaps(range) == true
    else { return false }
    return rows(of: index).contains { $0.overlaps(range) }
  }

  /// The bytes of DRAM of each row of a transfer.
  func rows(of index: Int) -> [Range<Int>] {
    guard let transfer = plan.instructions.transfer(at: index),
      let memory = transfer.memory, transfer.columns > 0
    else { return [] }
    let bytes = plan.memories[memory].dramElementBytes
    let start = address(of: transfer, memory)
    return (0 ..< transfer.rows).map { row in
      let address = start + row * transfer.stride * bytes
      return address ..< address + transfer.columns * bytes
    }
  }

  /// Whether the instruction that was the last to finish read an element of the range.
  func reads(_ index: Int, memory: Int, _ range: Range<Int>) -> Bool {
    let slot = plan.layout.slotOfMemory[memory]
    let operation = plan.instructions[index].operation
    guard let nest = operation.nest else { return true }
    if operation.vector?.hasImmediate == true { return writes(nest, range) }
    let isVector = operation.vector != nil
    if slot == plan.layout.slotOfMemory[plan.microOps] { return true }
    if isVector || slot == plan.layout.slotOfMemory[plan.input] {
      let isRead = indices(
        of: nest, outer: nest.sourceOuter, inner: nest.sourceInner, \.src, overlap: range)
      return isRead || isVector && writes(nest, range)
    }
    if slot == plan.layout.slotOfMemory[plan.weight] {
      return indices(
        of: nest, outer: nest.weightOuter, inner: nest.weightInner, \.wgt, overlap: range)
    }
    return writes(nest, range)
  }

  private func writes(_ nest: Nest, _ range: Range<Int>) -> Bool {
    indices(
      of: nest, outer: nest.destinationOuter, inner: nest.destinationInner, \.dst, overlap: range)
  }

  /// Whether an index of a step of the nest lies in the range.
  private func indices(
    of nest: Nest, outer: Int, inner: Int, _ part: KeyPath<dk_uop, UInt32>,
    overlap range: Range<Int>
  ) -> Bool {
    let bases = Set(decodedUops(of: nest).map { Int($0[keyPath: part]) })
    return (0 ..< nest.outer).contains { round in
      bases.contains { range.isMet(from: $0 + round * outer, by: inner, count: nest.inner) }
    }
  }

}

extension Range<Int> {

  /// Whether one of `count` numbers lies in it that begin with `first`, each `step` above the last.
  fileprivate func isMet(from first: Int, by step: Int, count: Int) -> Bool {
    guard count > 0, first < upperBound else { return false }
    if first >= lowerBound { return !isEmpty }
    guard step > 0 else { return false }
    let steps = (lowerBound - first + step - 1) / step
    return steps < count && first + steps * step < upperBound
  }

}
