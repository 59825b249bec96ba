import Diagnostics
import Simulation
import TargetKit

/// To the next statement of the tile program, or node of the graph; going back to the beginning of
/// the one that runs, or of the one before where nothing of it has run.
struct GroupGoal: Goal {

  private let level: InstructionGroups.Level
  private var left: Int

  /// Where it began: instructions of another run belong to other groups.
  private var origin: String?

  init(_ level: InstructionGroups.Level, count: Int) {
    self.level = level
    left = count
  }

  mutating func aim(in run: Journey.Run, _ direction: Direction) -> Aim {
    let groups = run.groups(level)
    guard direction == .backward else {
      let isHere = origin == nil || origin == run.name
      origin = run.name
      guard isHere else { return .boundary([.always]) }
      guard let next = run.device.nextInstruction else { return .boundary([.always]) }
      return .boundary([.instructions(groups.others(than: next))])
    }
    var end = run.device.mark
    while let begin = groups.begin(before: end, in: run) {
      if left == 1 { return .mark(begin) }
      left -= 1
      end = begin
    }
    return .elsewhere
  }

  mutating func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool {
    if isAtAim { left -= 1 }
    return left <= 0
  }

  /// Where nothing is known of what instructions were made from, everything belongs together.
  func note(in run: Journey.Run) -> Diagnostic? {
    guard run.groups(level).isEmpty else { return nil }
    let what = level == .statement ? "tile statements" : "nodes"
    return .note(
      "this stream has no \(what): it goes to the next stop; `si` steps one instruction")
  }

}

extension InstructionGroups {

  /// The beginning of the instructions that ran one behind the other before `mark` and belong
  /// together; nil at the start.
  fileprivate func begin(before mark: Mark, in run: Journey.Run) -> Mark? {
    var position = mark.instruction
    let last = mark.step > 0 ? run.device.nextInstruction : run.finished(position - 1)
    guard let last, mark > Mark() else { return nil }
    let own = self[last]
    while position > 0, let before = run.finished(position - 1), self[before] == own {
      position -= 1
    }
    return Mark(instruction: position)
  }

}
