public import Diagnostics
import Simulation
import Support
import TargetKit

/// What a step counts.
public enum StepUnit: Sendable, Hashable {
  case instruction
  case microOp
  /// Of the cycle clock.
  case cycle
  /// To another statement of the tile program.
  case statement
  /// To another node of the graph.
  case operation
  /// To the next instruction of one unit.
  case unit(String?)
}

extension Session {

  /// Goes `count` steps forward or back, as far as there are any.
  /// - Errors: there is nothing to run, or the host refuses an operator.
  public mutating func step(
    _ unit: StepUnit, count: Int, isBackwards: Bool
  ) throws(Diagnostic) -> StopReport {
    if isBackwards { try requireExecution() } else { try ensureRunning() }
    guard execution?.run != nil else {
      return finish(StopReport("end", "end of the program, which has no instructions"))
    }
    var stop = Stop.step
    switch unit {
    case .instruction: stop = try step(.instruction, count, isBackwards)
    case .microOp: stop = try step(.microOp, count, isBackwards)
    case .cycle:
      guard execution?.run?.device.cycle != nil else {
        throw .error(
          "an instruction is one step of the functional clock",
          hints: ["`timing` shows the clocks that count cycles"])
      }
      stop = try step(.microOp, count, isBackwards)
    case .statement:
      stop = try steps(count, isBackwards) { session, number -> String? in
        session.origin(of: number).statement
      }
    case .operation:
      stop = try steps(count, isBackwards) { $0.origin(of: $1).ids }
    case .unit(let name):
      let own = name ?? next.flatMap { instruction($0)?.unit }
      if let name { try check(.unit(name, 0)) }
      var left = count
      while left > 0, stop == .step {
        left -= 1
        repeat {
          stop = try step(.instruction, 1, isBackwards)
        } while stop == .step
          && next.flatMap({ instruction($0)?.unit }) != own
      }
    }
    return finish(report(of: stop), isBackwards: isBackwards)
  }

  /// Steps by instructions until `key` of the next one changes, `count` times.
  private mutating func steps<Key: Equatable>(
    _ count: Int, _ isBackwards: Bool, by key: (Session, InstructionNumber) -> Key
  ) throws(Diagnostic) -> Stop {
    var stop = Stop.step
    var left = count
    while left > 0, stop == .step {
      left -= 1
      let before = next.map { key(self, $0) }
      repeat {
        stop = try step(.instruction, 1, isBackwards)
      } while stop == .step && next.map({ key(self, $0) }) == before
    }
    return stop
  }

  /// Steps, across regions where a program runs.
  private mutating func step(
    _ size: StepSize, _ count: Int, _ isBackwards: Bool
  ) throws(Diagnostic) -> Stop {
    var left = count
    while left > 0, let current = execution?.current, execution?.run != nil {
      let before = execution?.runs[current].device.mark
      let stop = go(size, isBackwards ? -left : left, current)
      let after = execution?.runs[current].device.mark
      left -= size == .instruction ? distance(before, after, left) : left
      switch stop {
      case .step: continue
      case .end where !isBackwards:
        let isFolder = execution?.isOfProgram != true
        if isFolder && before != after { return left == 0 ? .step : .end }
        guard try enterNextRun() else { return .end }
      case .start where isBackwards:
        guard try enterPreviousRun() else { return stop }
        if before == after, left == 0 { left = 1 }
      default: return stop
      }
    }
    return .step
  }

  private mutating func go(_ size: StepSize, _ count: Int, _ current: Int) -> Stop {
    let stop =
      count < 0
      ? execution?.runs[current].device.stepBack(size, count: -count, interruption: interruption)
      : execution?.runs[current].device.step(size, count: count, interruption: interruption)
    return stop ?? .end
  }

  private func distance(_ before: Mark?, _ after: Mark?, _ most: Int) -> Int {
    guard let before, let after else { return most }
    return min(most, abs(after.instruction - before.instruction))
  }

}
