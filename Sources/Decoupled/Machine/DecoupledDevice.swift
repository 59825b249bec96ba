public import Diagnostics
import ISA
public import Simulation
public import Support
public import TargetKit
public import Tensors

/// A machine of the decoupled family with its history.
public struct DecoupledDevice: TokenFlowing, Analyzable, Traceable, Clocked {

  public let description: DecoupledDescription
  public var target: TargetDescription { description.common }
  var timeline: Timeline<DecoupledMachine>

  /// What ended the last movement, where the machine itself does not say.
  var reason: Stop?

  public init(_ description: DecoupledDescription) {
    self.description = description
    timeline = Timeline(DecoupledMachine(MachinePlan(description, Workload())))
  }

  public mutating func load(_ workload: Workload, _ options: RunOptions) throws(Diagnostic) {
    let limit = description.host.addressLimit
    for segment in workload.image.segments
    where segment.address < 0 || segment.addresses.upperBound > limit {
      throw .error(
        "the image has bytes at \(segment.address.hexadecimal), where `\(description.name)` has no addresses"
      )
    }
    if workload.instructionCount >= Int(Int32.max) {
      throw .error("there are \(workload.instructionCount) instructions, which are too many")
    }
    for stream in workload.streams where stream.code.narrowWords == nil {
      throw .error(
        "`\(stream.name)` has instructions of more than \(Word.maximumWidth) bits, "
          + "those of `\(description.name)` have \(description.instructionSet.width)")
    }
    for (name, count) in workload.initialTokens.sorted(by: { $0.key < $1.key }) {
      try checkTokens(name, count)
    }
    let timing = try description.timing(options.clock)
    let plan = MachinePlan(description, workload, options, timing: timing)
    try Interruption.current.check()
    timeline = Timeline(DecoupledMachine(plan))
    reason = nil
  }

  /// Whether a queue can begin with so many tokens.
  private func checkTokens(_ name: String, _ count: Int) throws(Diagnostic) {
    guard let token = description.tokens.first(where: { $0.name == name }) else {
      let names = description.tokens.map(\.name).joined(separator: ", ")
      throw .error("there is no token queue `\(name)`", hints: ["the queues are \(names)"])
    }
    let most = token.depth ?? Int(Int32.max)
    guard count >= 0, count <= most else {
      throw .error("`\(name)` can begin with 0 to \(most) tokens, not with \(count)")
    }
  }

  var machine: DecoupledMachine { timeline.machine }

  public var workload: Workload { machine.plan.workload }
  public var options: RunOptions { machine.plan.options }
  public var mark: Mark { machine.mark }
  public var newestMark: Mark { timeline.newest }
  public var stop: Stop { reason ?? machine.stop }
  public var stateHash: StateHash { machine.stateHash }

  /// What the history holds; what several moments share is counted once.
  /// - Units: bytes.
  public var historyBytes: Int { timeline.historyBytes }

  /// How many moments of the history can be gone back to without running anything again.
  public var checkpointCount: Int { timeline.checkpointCount }

  /// As `load`, but going back is running again from the start: for those who measure what a
  /// history costs.
  public mutating func loadWithoutHistory(
    _ workload: Workload, _ options: RunOptions = RunOptions()
  ) throws(Diagnostic) {
    try load(workload, options)
    timeline = Timeline(machine, interval: .max, workInterval: .max)
  }

  @discardableResult
  public mutating func seek(to target: Mark, interruption: Interruption) -> Stop {
    reason = nil
    if !timeline.seek(to: target, interruption: interruption), interruption.isRequested {
      reason = .interrupted
    }
    return stop
  }

  @discardableResult
  public mutating func run(
    to target: Mark?, until conditions: [StopCondition], interruption: Interruption
  ) -> Stop {
    reason = nil
    guard let watch = RunWatch(machine, interruption: interruption) else {
      reason = .interrupted
      return stop
    }
    let conditions = Conditions(conditions, machine.plan)
    let test = watch.isIdle ? conditions.test : conditions.test(or: watch)
    let outcome = timeline.run(
      to: target ?? Mark(instruction: .max), until: test, interruption: interruption)
    switch outcome {
    case .interrupted: reason = .interrupted
    case .held: reason = watch.stop(machine) ?? (isBoundary ? nil : .condition)
    case .arrived where target != nil && !isBoundary: reason = .step
    case .arrived, .boundary: break
    }
    return stop
  }

  public func holding(_ conditions: [StopCondition]) -> [Int] {
    guard mark.step == 0, !conditions.isEmpty else { return [] }
    let tests = Conditions(conditions, machine.plan)
    let places = nextIndex.map { tests.placesHolding(in: machine, next: $0) } ?? []
    return (places + tests.eventsHolding(in: machine)).sorted()
  }

  public var stepCount: Int { machine.stepCount }

  public func finished(_ position: Int) -> (number: InstructionNumber, steps: Int)? {
    guard position >= 0, position < newestMark.instruction else { return nil }
    let index = machine.log.finished(position)
    return (machine.plan.number(index), machine.stepCount(at: position, index))
  }

  public func position(of number: InstructionNumber) -> Int? {
    machine.plan.index(of: number).flatMap {
      machine.log.position(of: $0, among: newestMark.instruction)
    }
  }

  /// Whether the machine stands at the end of a stream, or can't go on.
  private var isBoundary: Bool {
    if case .streamEnd = machine.stop { return true }
    return machine.stop.isFinal
  }

  // MARK: DRAM

  public func readDRAM(at address: Int, count: Int) throws(Diagnostic) -> [UInt8] {
    guard count > 0 else { return [] }
    try checkDRAM(at: address, count: count)
    guard let start = unsafe machine.dram(at: address) else { return [] }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  public mutating func writeDRAM(at address: Int, _ bytes: [UInt8]) throws(Diagnostic) {
    guard !bytes.isEmpty else { return }
    try checkDRAM(at: address, count: bytes.count)
    reason = nil
    timeline.edit { machine in machine.writeDRAM(at: address, bytes) }
  }

  private func checkDRAM(at address: Int, count: Int) throws(Diagnostic) {
    if let segment = machine.plan.layout.segment(containing: address),
      count <= segment.addresses.upperBound - address
    {
      return
    }
    throw .error("there are no \(count) bytes of DRAM at \(address.hexadecimal)")
  }

  public func read(_ memory: String, elements: Range<Int>) throws(Diagnostic) -> Tensor {
    let memories = description.memories
    guard let index = memories.firstIndex(where: { $0.name == memory }) else {
      let names = memories.map(\.name)
      let near = nearest(to: memory, in: names, most: 1).map { "did you mean `\($0)`?" }
      throw .error(
        "there is no memory `\(memory)`",
        hints: near.isEmpty ? ["the memories are \(names.joined(separator: ", "))"] : near)
    }
    let slot = machine.plan.slot(of: index)
    guard elements.lowerBound >= 0, elements.upperBound <= slot.depth else {
      throw .error(
        "`\(memory)` has elements 0 to \(slot.depth - 1)",
        notes: ["\(elements.lowerBound) to \(elements.upperBound - 1) were asked for"])
    }
    let start = slot.offset + elements.lowerBound * slot.elementBytes
    let bytes = unsafe [UInt8](
      UnsafeRawBufferPointer(
        start: machine.cells.base + start, count: elements.count * slot.elementBytes))
    do {
      return try Tensor(
        memories[index].element, [elements.count] + memories[index].shape, bytes: bytes)
    } catch {
      throw .error("`\(memory)` can't be read: \(error)", failure: .internalError)
    }
  }

}

extension DecoupledMachine {

  /// Changes bytes of DRAM that are there.
  mutating func writeDRAM(at address: Int, _ bytes: [UInt8]) {
    guard let segment = plan.layout.segment(containing: address) else { return }
    let offset = segment.offset + address - segment.address
    change { $0.write(bytes, at: offset) }
  }

}
