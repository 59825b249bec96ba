import Simulation
import Support
import Synchronization
import TargetKit

/// What happens in a run by the cycle clock, worked out when it is first asked for: it does not
/// depend on how far the run has come.
final class TraceCache: Sendable {

  private let trace = Mutex<ExecutionTrace??>(nil)

  /// Nil where no clock counts, or there is more than can be kept.
  func trace(of device: any Device) -> ExecutionTrace? {
    trace.withLock { known in
      if let known { return known }
      let clock = device.options.clock
      let fresh =
        clock == .functional ? nil : try? device.clocked().trace(clock, interruption: .never)
      known = .some(fresh)
      return fresh
    }
  }

}

extension Session {

  public func activity(in cycles: Range<Int>) -> [ActivityView] {
    guard let run = journey?.run, let trace = run.traces.trace(of: run.device) else { return [] }
    let offset = journey?.firstCycle ?? 0
    let cycles = max(0, cycles.lowerBound - offset) ..< max(0, cycles.upperBound - offset)
    let work = trace.instructions.filter {
      $0.begin < cycles.upperBound && $0.end > cycles.lowerBound
    }
    .map { instruction in
      ActivityView(
        unit: trace.units[instruction.unit], .busy, instruction.begin ..< instruction.end,
        label: "\(instruction.number.value) \(operation(of: instruction.number, run))")
    }
    let all = work + trace.units.indices.flatMap { waits(of: $0, trace, cycles) }
    return all.map { view in
      var view = view
      view.cycles = view.cycles.lowerBound + offset ..< view.cycles.upperBound + offset
      return view
    }
  }

  private func operation(of number: InstructionNumber, _ run: Journey.Run) -> String {
    run.device.instruction(number)?.format.uppercased() ?? ""
  }

  private func waits(
    of unit: Int, _ trace: ExecutionTrace, _ cycles: Range<Int>
  ) -> [ActivityView] {
    trace.spans[unit].compactMap { span -> ActivityView? in
      guard span.begin < cycles.upperBound, span.end > cycles.lowerBound else { return nil }
      switch span.use {
      case .token, .room, .instruction, .queueFull:
        return ActivityView(
          unit: trace.units[unit], .waiting, span.begin ..< span.end,
          label: span.use.name(queues: trace.queues))
      case .idle:
        return ActivityView(
          unit: trace.units[unit], .idle, span.begin ..< span.end, label: "")
      default: return nil
      }
    }
  }

}
