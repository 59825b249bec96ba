import Simulation
import Support
import TargetKit

@testable import Decoupled

/// Steps, which those who debug have as goals.
extension DecoupledDevice {

  @discardableResult
  mutating func step(
    _ size: StepSize = .instruction, count: Int = 1, interruption: Interruption = .never
  ) -> Stop {
    for _ in 0 ..< count {
      let before = mark
      let target =
        size == .instruction
        ? Mark(instruction: before.instruction + 1)
        : Mark(instruction: before.instruction, step: before.step + 1)
      let stop = run(to: target, until: [], interruption: interruption)
      guard mark != before, stop == .step else { break }
    }
    return stop
  }

  @discardableResult
  mutating func stepBack(_ size: StepSize = .instruction, count: Int = 1) -> Stop {
    for _ in 0 ..< count where mark > Mark() { seek(to: markBefore(size)) }
    return stop
  }

  private func markBefore(_ size: StepSize) -> Mark {
    if mark.step > 0 {
      return Mark(instruction: mark.instruction, step: size == .microOp ? mark.step - 1 : 0)
    }
    let steps = finished(mark.instruction - 1)?.steps ?? 1
    return Mark(
      instruction: mark.instruction - 1, step: size == .microOp ? max(0, steps - 1) : 0)
  }

  /// The boundaries before this moment at which a condition holds, the last one first.
  mutating func boundariesBack(_ conditions: [StopCondition]) -> [Mark] {
    var found: [Mark] = []
    var end = mark
    while let interval = lookBack(before: end, for: conditions, interruption: .never) {
      found += interval.boundaries.reversed().filter { !$0.held.isEmpty }.map(\.mark)
      end = interval.begin
    }
    return found
  }

}
