import Simulation
import Support
import Synchronization
import TargetKit

/// What happens in a run by the cycle clock, worked out when it is first asked for: it does not
/// depend on how far the run has come.
final class TraceCache: Sendable {

  private let trace = Mutex<UnitTrace??>(nil)

  /// Nil where no clock counts, or there is more than can be kept.
  func trace(of device: any Device) -> UnitTrace? {
    trace.withLock { known in
      if let known { return known }
      let clock = device.options.clock
      let trace =
        clock == .functional ? nil : try? device.clocked().trace(clock, interruption: .never)
      let fresh = trace.map { UnitTrace($0) }
      known = .some(fresh)
      return fresh
    }
  }

}

/// A trace in which a unit's part of some cycles is found without looking at all the others.
struct UnitTrace: Sendable {

  private let trace: ExecutionTrace

  /// For each unit its instructions, in the order of time.
  private let instructions: [[ExecutionTrace.Instruction]]

  /// - Cost: O(instructions).
  init(_ trace: ExecutionTrace) {
    self.trace = trace
    var instructions = trace.units.map { _ in [ExecutionTrace.Instruction]() }
    for instruction in trace.instructions { instructions[instruction.unit].append(instruction) }
    self.instructions = instructions
  }

  /// What units do in these cycles.
  /// - Cost: O(log(instructions) + what happens in the cycles).
  func activity(in cycles: Range<Int>, of device: any Device) -> [ActivityView] {
    let work = instructions.flatMap { own in
      own[own.partitioningIndex { $0.end > cycles.lowerBound }...]
        .prefix { $0.begin < cycles.upperBound }
    }
    return work.map { instruction in
      let operation = device.instruction(instruction.number)?.format.uppercased() ?? ""
      return ActivityView(
        unit: trace.units[instruction.unit], .busy, instruction.begin ..< instruction.end,
        label: "\(instruction.number.value) \(operation)")
    } + trace.units.indices.flatMap { waits(of: $0, cycles) }
  }

  private func waits(of unit: Int, _ cycles: Range<Int>) -> [ActivityView] {
    let spans = trace.spans[unit]
    let own = spans[spans.partitioningIndex { $0.end > cycles.lowerBound }...]
      .prefix { $0.begin < cycles.upperBound }
    return own.compactMap { span -> ActivityView? in
      switch span.use {
      case .token, .room, .instruction, .queueFull:
        ActivityView(
          unit: trace.units[unit], .waiting, span.begin ..< span.end,
          label: span.use.name(queues: trace.queues))
      case .idle:
        ActivityView(unit: trace.units[unit], .idle, span.begin ..< span.end, label: "")
      default: nil
      }
    }
  }

}
