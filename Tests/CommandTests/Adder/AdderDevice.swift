import Diagnostics
import ISA
import Simulation
import Support
import TargetKit
import Tensors

/// A machine of the family for tests, with its history. It can do what every device does, and nothing
/// besides.
struct AdderDevice: Device {

  private let own: AdderTarget
  private(set) var workload = Workload()
  private(set) var options = RunOptions()
  private var timeline: Timeline<AdderMachine>
  private var reason: Stop?

  init(_ target: AdderTarget) {
    own = target
    timeline = Timeline(AdderMachine([], cells: target.cells))
  }

  var target: TargetDescription { own.description }
  private var machine: AdderMachine { timeline.machine }

  mutating func load(_ workload: Workload, _ options: RunOptions) throws(Diagnostic) {
    try own.check(options.clock)
    let words = workload.streams.flatMap(\.code.wideWords)
    for word in words {
      guard AdderTarget.set.format(of: word) != nil, Int(word[4, 10]) < own.cells else {
        throw .error("`\(AdderTarget.set.text(of: word))` is no instruction of `\(target.name)`")
      }
    }
    self.workload = workload
    self.options = options
    timeline = Timeline(AdderMachine(words, cells: own.cells))
    reason = nil
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
      timeline.step(.instruction)
      if !holding(conditions).isEmpty, !machine.stop.isFinal {
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
    let next = machine.finished < machine.steps.count ? machine.steps[machine.finished] : nil
    let last = machine.finished > 0 ? machine.steps[machine.finished - 1] : nil
    switch condition {
    case .always: return true
    case .instruction(let number): return nextInstruction == number
    case .instructions(let numbers): return nextInstruction.map { numbers.contains($0) } ?? false
    case .format(let name): return next.map { format(of: $0) == name } ?? false
    case .unit(let name): return next != nil && name == "core"
    case .write(let memory, let cells), .read(let memory, let cells):
      return memory == "cells" && last.map { cells.contains($0.cell) } ?? false
    case .push, .pop, .level, .writeDRAM, .readDRAM: return false
    }
  }

  mutating func lookBack(
    before end: Mark, for conditions: [StopCondition], interruption: Interruption
  ) -> Lookback? {
    reason = nil
    guard end.instruction > 0 else { return nil }
    let begin = Mark(instruction: end.instruction - 1)
    timeline.seek(to: begin)
    let places = holding(conditions).filter { !conditions[$0].isEvent }
    var behind = self
    behind.timeline.step(.instruction)
    let events = behind.holding(conditions).filter { conditions[$0].isEvent }
    let held = Set(places + events).sorted()
    return Lookback(
      begin: begin, boundaries: held.isEmpty ? [] : [Lookback.Boundary(begin, held: held)])
  }

  mutating func seek(to mark: Mark, interruption: Interruption) -> Stop {
    reason = nil
    timeline.seek(to: mark)
    return stop
  }

  func finished(_ position: Int) -> (number: InstructionNumber, steps: Int)? {
    guard (0 ..< newestMark.instruction).contains(position) else { return nil }
    return (workload.first.advanced(by: position), 1)
  }

  // MARK: State

  var nextInstruction: InstructionNumber? {
    machine.finished < machine.steps.count ? workload.first.advanced(by: machine.finished) : nil
  }

  var lastInstruction: InstructionNumber? {
    machine.finished > 0 ? workload.first.advanced(by: machine.finished - 1) : nil
  }

  var order: [InstructionNumber] {
    (0 ..< machine.finished).map { workload.first.advanced(by: $0) }
  }

  var units: [UnitState] {
    [
      UnitState(
        name: "core", letter: "C", activity: nextInstruction == nil ? .done : .ready,
        next: nextInstruction, last: lastInstruction,
        queued: machine.steps.count - machine.finished, queueDepth: nil)
    ]
  }

  var memories: [MemoryState] {
    let cells = Set(machine.steps[..<machine.finished].map(\.cell))
    let access = lastInstruction.map { number in
      let cell = machine.steps[machine.finished - 1].cell
      return MemoryState.Access(instruction: number, ranges: [cell ..< cell + 1])
    }
    return [
      MemoryState(
        name: "cells", element: "int32", shape: [1], depth: own.cells, elementBytes: 4, alias: nil,
        written: cells.count, lastWrite: access, lastRead: access)
    ]
  }

  var formats: [String] { AdderTarget.set.formats.map(\.name) }

  private func format(of step: AdderMachine.Step) -> String { step.isProduct ? "multiply" : "add" }

  func instructions(ofFormat name: String) -> NumberSet {
    NumberSet(of: workload.numbers) {
      format(of: machine.steps[workload.first.distance(to: $0)]) == name
    }
  }

  func unit(of number: InstructionNumber) -> String? {
    workload.numbers.contains(number) ? "core" : nil
  }

  func instructions(_ numbers: Range<InstructionNumber>) -> [InstructionState] {
    let words = workload.streams.flatMap(\.code.wideWords)
    return numbers.clamped(to: workload.numbers).map { number in
      let index = workload.first.distance(to: number)
      return InstructionState(
        number: number, stream: 0, unit: "core", format: format(of: machine.steps[index]),
        text: AdderTarget.set.text(of: words[index]), pops: [], pushes: [],
        isDone: index < machine.finished, steps: 1)
    }
  }

  func occupancy(of memory: String, parts count: Int) -> [Int] {
    let written = Set(machine.steps[..<machine.finished].map(\.cell))
    return (0 ..< max(0, count)).map { part in
      (part * own.cells / count ..< (part + 1) * own.cells / count).count { written.contains($0) }
    }
  }

  func read(_ memory: String, elements: Range<Int>) throws(Diagnostic) -> Tensor {
    guard memory == "cells", elements.lowerBound >= 0, elements.upperBound <= own.cells else {
      throw .error("there is no \(memory)[\(elements)]")
    }
    return Tensor([elements.count, 1], Array(machine.cells[elements]))
  }

  func readDRAM(at address: Int, count: Int) throws(Diagnostic) -> [UInt8] { throw noDRAM }

  mutating func writeDRAM(at address: Int, _ bytes: [UInt8]) throws(Diagnostic) { throw noDRAM }

  private var noDRAM: Diagnostic { .error("`\(target.name)` has no memory outside") }

  var stateSummary: JSON { ["position": .integer(machine.finished)] }

  func savedState() -> [SavedFile] {
    [SavedFile("state.json", Array("\(stateSummary)\n".utf8))]
  }

  func explanation() -> [Reason] {
    switch stop {
    case .start: [Reason(.start, "Nothing has run yet.")]
    case .end: [Reason(.end, "Every instruction has run.")]
    default: nextInstruction.map { [Reason(.next, "The next is \($0).")] } ?? []
    }
  }

  func explanation(ofUnit unit: String) -> [Reason] { explanation() }

}
