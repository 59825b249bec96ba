import Diagnostics
import Simulation
import Support
import TargetKit
import Tensors

/// The calls of a region with their history; each tensor is a memory of its name.
struct LibraryDevice: Device {

  static let unit = "host"

  private let library: LibraryDescription
  var workload = Workload()
  private(set) var options = RunOptions()
  private var timeline: Timeline<LibraryMachine>
  private var reason: Stop?

  init(_ library: LibraryDescription) {
    self.library = library
    let empty = CallProgram(name: "", target: library.common.name)
    timeline = Timeline(LibraryMachine(empty, [], nil, first: 0))
  }

  var target: TargetDescription { library.common }
  var machine: LibraryMachine { timeline.machine }
  var program: CallProgram { machine.program }

  func load(_ workload: Workload, _ options: RunOptions) throws(Diagnostic) {
    throw .error(
      "`\(target.name)` runs regions of a program and no streams",
      hints: ["`run` runs the program that is loaded"])
  }

  /// Stands before the first call of `region`.
  /// - Parameter code: nil where the calls are only looked at.
  mutating func hold(
    _ region: CallRegion, _ inputs: [Tensor], _ code: LoadedCode?, _ options: RunOptions
  ) {
    workload = region.workload
    self.options = options
    timeline = Timeline(
      LibraryMachine(region.program, inputs, code, first: region.workload.first))
    reason = nil
  }

  /// What a slot holds.
  /// - Errors: nothing has made it yet.
  func tensor(_ slot: Int) throws(Diagnostic) -> Tensor {
    if let tensor = machine.values[slot] { return tensor }
    throw .error("`\(program.slots[slot].name)` is not there yet: no call has made it")
  }

  // MARK: Time

  var mark: Mark { machine.mark }
  var newestMark: Mark { timeline.newest }
  var stop: Stop { reason ?? machine.stop }
  var stepCount: Int { machine.stepCount }
  var stateHash: StateHash { machine.stateHash }
  var historyBytes: Int { timeline.historyBytes }
  var checkpointCount: Int { timeline.checkpointCount }

  mutating func run(
    to target: Mark?, until conditions: [StopCondition], interruption: Interruption
  ) -> Stop {
    reason = nil
    let end = target ?? Mark(instruction: .max)
    while mark < end, !machine.stop.isFinal {
      if interruption.isRequested {
        reason = .interrupted
        return stop
      }
      timeline.step(.instruction)
      if !machine.stop.isFinal, !holding(conditions).isEmpty {
        reason = .condition
        return stop
      }
    }
    return stop
  }

  func holding(_ conditions: [StopCondition]) -> [Int] {
    conditions.indices.filter { holds(conditions[$0]) }
  }

  private func holds(_ condition: StopCondition) -> Bool {
    let steps = program.steps
    let next = machine.finished < steps.count ? steps[machine.finished] : nil
    let last = machine.finished > 0 ? steps[machine.finished - 1] : nil
    switch condition {
    case .always: return true
    case .instruction(let number): return nextInstruction == number
    case .instructions(let numbers): return nextInstruction.map { numbers.contains($0) } ?? false
    case .format(let name): return next?.title == name
    case .unit(let name): return next != nil && name == Self.unit
    case .write(let memory, _): return last.map { name(of: $0.result) == memory } ?? false
    case .read(let memory, _): return last?.reads.contains { name(of: $0) == memory } ?? false
    case .push, .pop, .level, .writeDRAM, .readDRAM: return false
    }
  }

  private func name(of slot: Int) -> String { program.slots[slot].name }

  mutating func lookBack(
    before end: Mark, for conditions: [StopCondition], interruption: Interruption
  ) -> Lookback? {
    reason = nil
    guard end.instruction > 0, !interruption.isRequested else { return nil }
    let begin = Mark(instruction: end.instruction - 1)
    timeline.seek(to: begin)
    let places = holding(conditions).filter { !conditions[$0].isEvent }
    var behind = self
    behind.timeline.seek(to: end)
    let events = behind.holding(conditions).filter { conditions[$0].isEvent }
    let held = Set(places + events).sorted()
    return Lookback(
      begin: begin, boundaries: held.isEmpty ? [] : [Lookback.Boundary(begin, held: held)])
  }

  mutating func seek(to mark: Mark, interruption: Interruption) -> Stop {
    reason = nil
    timeline.seek(to: mark, interruption: interruption)
    return stop
  }

  func finished(_ position: Int) -> (number: InstructionNumber, steps: Int)? {
    guard (0 ..< newestMark.instruction).contains(position) else { return nil }
    return (number(position), 1)
  }

  func position(of number: InstructionNumber) -> Int? {
    let index = workload.first.distance(to: number)
    return (0 ..< newestMark.instruction).contains(index) ? index : nil
  }

  // MARK: Instructions

  func number(_ index: Int) -> InstructionNumber { workload.first.advanced(by: index) }

  var nextInstruction: InstructionNumber? {
    machine.finished < program.steps.count ? number(machine.finished) : nil
  }

  var lastInstruction: InstructionNumber? {
    machine.finished > 0 ? number(machine.finished - 1) : nil
  }

  var order: [InstructionNumber] { (0 ..< machine.finished).map { number($0) } }

  var formats: [String] {
    var names: [String] = []
    for step in program.steps where !names.contains(step.title) { names.append(step.title) }
    return names
  }

  func instructions(ofFormat name: String) -> NumberSet {
    NumberSet(of: workload.numbers) {
      program.steps[workload.first.distance(to: $0)].title == name
    }
  }

  func unit(of number: InstructionNumber) -> String? {
    workload.numbers.contains(number) ? Self.unit : nil
  }

  func instructions(_ numbers: Range<InstructionNumber>) -> [InstructionState] {
    numbers.clamped(to: workload.numbers).map { number in
      let index = workload.first.distance(to: number)
      let step = program.steps[index]
      return InstructionState(
        number: number, stream: 0, unit: Self.unit, format: step.title,
        text: program.text(of: step), pops: [], pushes: [], isDone: index < machine.finished,
        steps: 1)
    }
  }

}
