public import Diagnostics
import Effects
public import Simulation
public import Support
public import TargetKit

/// A described machine with its history.
public struct DescribedDevice: Device {

  public let description: MachineDescription
  public var target: TargetDescription { description.common }
  var timeline: Timeline<DescribedMachine>

  /// What instructions read and wrote, as far as anybody has asked.
  private(set) var history: AccessHistory

  /// What was worked out about the workload.
  private(set) var analysis: AnalysisCache

  /// What ended the last movement, where the machine itself does not say.
  var reason: Stop?

  /// A machine that nothing is loaded into.
  /// - Errors: the state is larger than there is room for.
  public init(_ description: MachineDescription) throws(Diagnostic) {
    self.description = description
    let program = try MachineProgram(description, Workload(), RunOptions())
    let machine = DescribedMachine(program)
    history = AccessHistory(machine)
    analysis = AnalysisCache()
    timeline = Timeline(machine)
  }

  public mutating func load(_ workload: Workload, _ options: RunOptions) throws(Diagnostic) {
    _ = try description.timing(options.clock)
    let machine = DescribedMachine(try MachineProgram(description, workload, options))
    history = AccessHistory(machine)
    analysis = AnalysisCache()
    timeline = Timeline(machine)
    reason = nil
  }

  var machine: DescribedMachine { timeline.machine }
  var program: MachineProgram { timeline.machine.program }

  public var workload: Workload { program.workload }
  public var options: RunOptions { program.options }
  public var mark: Mark { timeline.machine.mark }
  public var newestMark: Mark { timeline.newest }
  public var stop: Stop { reason ?? timeline.machine.stop }
  public var stateHash: StateHash { timeline.machine.stateHash }
  public var stepCount: Int { timeline.machine.stepCount }
  public var historyBytes: Int { timeline.historyBytes }
  public var checkpointCount: Int { timeline.checkpointCount }

  // MARK: Time

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
    guard let watch = RunWatch(self, interruption: interruption) else {
      reason = .interrupted
      return stop
    }
    let tests = Conditions(conditions, program, history)
    let test: ((DescribedMachine) -> Bool)? =
      watch.isIdle && tests.isIdle
      ? nil : { machine in watch.stop(machine) != nil || tests.hold(in: machine) }
    let outcome = timeline.run(
      to: target ?? Mark(instruction: .max), until: test, interruption: interruption)
    switch outcome {
    case .interrupted: reason = .interrupted
    case .held: reason = watch.stop(timeline.machine) ?? (isBoundary ? nil : .condition)
    case .arrived where target != nil && !isBoundary: reason = .step
    case .boundary where interruption.isRequested && !isBoundary: reason = .interrupted
    case .arrived, .boundary: break
    }
    return stop
  }

  /// Whether the machine stands at the end of a stream, or can't go on.
  private var isBoundary: Bool {
    if case .streamEnd = timeline.machine.stop { return true }
    return timeline.machine.stop.isFinal
  }

  public func holding(_ conditions: [StopCondition]) -> [Int] {
    guard mark.step == 0, !conditions.isEmpty else { return [] }
    let tests = Conditions(conditions, program, history)
    return (tests.placesHolding(next: nextIndex) + tests.eventsHolding(in: machine)).sorted()
  }

  public func finished(_ position: Int) -> (number: InstructionNumber, steps: Int)? {
    guard position >= 0, position < newestMark.instruction else { return nil }
    let entry = timeline.machine.log[position]
    return (program.number(entry.instruction), entry.steps)
  }

  public func position(of number: InstructionNumber) -> Int? {
    guard let index = program.index(of: number) else { return nil }
    let log = timeline.machine.log[..<newestMark.instruction]
    if log.indices.contains(index), log[index].instruction == index { return index }
    return log.firstIndex { $0.instruction == index }
  }

  // MARK: Edits

  public mutating func writeDRAM(at address: Int, _ bytes: [UInt8]) throws(Diagnostic) {
    guard !bytes.isEmpty else { return }
    _ = try readDRAM(at: address, count: bytes.count)
    reason = nil
    let partial = doneSteps
    timeline.edit { machine in
      _ = machine.edit { $0.setHostBytes(bytes, at: address) }
    }
    history = history.edited(timeline.machine, partial: partial)
    analysis = AnalysisCache()
  }

  /// What the steps did that are done of the instruction that runs.
  var doneSteps: DescribedMachine.Observation {
    let mark = mark
    guard mark.step > 0 else { return DescribedMachine.Observation() }
    var before = timeline
    before.seek(to: Mark(instruction: mark.instruction))
    var machine = before.machine.observing()
    machine.advance(steps: mark.step)
    return machine.takeObservation()
  }

}
