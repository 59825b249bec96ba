/// The history of a machine: goes to any moment, forward or back, in bounded work.
///
/// It keeps a checkpoint every few instructions; going back is restoring the nearest one before and
/// running on from there. Nothing is ever dropped.
public struct Timeline<M: Machine>: Sendable {

  private struct Moment: Sendable {
    let work: Int
    let checkpoint: M.Checkpoint

    /// Whether running from an earlier moment does not lead here, because the state was edited.
    let isEdited: Bool
  }

  public private(set) var machine: M

  /// In order of time; the first is the start.
  private var moments: [Moment]

  /// The marks of the moments.
  private var marks: [Mark]

  /// The furthest mark that was reached since the start or the last edit.
  public private(set) var newest: Mark

  /// Between two checkpoints there are at most so many instructions, and one instruction more than
  /// so much work.
  private let interval: Int
  private let workInterval: Int

  public init(_ machine: M, interval: Int = 32, workInterval: Int = 32768) {
    self.machine = machine
    self.interval = interval
    self.workInterval = workInterval
    newest = self.machine.mark
    marks = []
    moments = []
    record(isEdited: false)
  }

  /// The number of checkpoints, for tests and reports.
  public var checkpointCount: Int { moments.count }

  /// How many steps are done before `shouldStop` is asked again.
  private static var slice: Int { 1 << 16 }

  /// Goes forward to the end of the instruction that runs or runs next, or by one step of it.
  /// - Returns: whether it got there.
  @discardableResult
  public mutating func step(_ size: StepSize, shouldStop: () -> Bool = { false }) -> Bool {
    let start = machine.mark
    switch size {
    case .microOp:
      machine.advance(steps: 1)
      arrive()
      return machine.mark > start
    case .instruction:
      return forward(to: Mark(instruction: start.instruction + 1), shouldStop: shouldStop)
    }
  }

  /// Goes back to the beginning of the instruction that runs or ran last, or by one step.
  /// - Returns: whether there was anything to go back to.
  @discardableResult
  public mutating func stepBack(_ size: StepSize, shouldStop: () -> Bool = { false }) -> Bool {
    let now = machine.mark
    if now.step > 0 {
      let step = size == .microOp ? now.step - 1 : 0
      return seek(to: Mark(instruction: now.instruction, step: step), shouldStop: shouldStop)
    }
    guard now.instruction > 0 else { return false }
    let before = Mark(instruction: now.instruction - 1)
    guard seek(to: before, shouldStop: shouldStop) else { return false }
    guard size == .microOp else { return true }
    let last = Mark(instruction: before.instruction, step: max(0, machine.stepCount - 1))
    return seek(to: last, shouldStop: shouldStop)
  }

  /// Goes to `mark`, or to the end if that is before.
  /// - Returns: whether it got there.
  @discardableResult
  public mutating func seek(to mark: Mark, shouldStop: () -> Bool = { false }) -> Bool {
    let nearest = lastMoment(notAfter: mark)
    if mark < machine.mark || marks[nearest] > machine.mark {
      machine.restore(moments[nearest].checkpoint)
    }
    return forward(to: mark, shouldStop: shouldStop)
  }

  /// Goes to the beginning of the last interval that begins before `mark`.
  /// - Returns: the mark where it begins; `nil` if there is none.
  public mutating func enterInterval(before mark: Mark) -> Mark? {
    guard mark > marks[0] else { return nil }
    var index = lastMoment(notAfter: mark)
    if marks[index] == mark { index -= 1 }
    machine.restore(moments[index].checkpoint)
    return marks[index]
  }

  /// Changes the state by hand and forgets what had been recorded after it.
  public mutating func edit<R, E: Error>(_ change: (inout M) throws(E) -> R) throws(E) -> R {
    let result = try change(&machine)
    let kept = marks.prefix { $0 < machine.mark }.count
    moments.removeLast(moments.count - kept)
    marks.removeLast(marks.count - kept)
    record(isEdited: true)
    newest = machine.mark
    return result
  }

  private mutating func forward(to target: Mark, shouldStop: () -> Bool) -> Bool {
    var rest = Timeline.slice
    while machine.mark < target {
      let now = machine.mark
      let worked = machine.work
      let isLast = now.instruction == target.instruction
      // An instruction of few steps is never left half done.
      let most = Timeline.slice
      machine.advance(steps: isLast ? min(most, target.step - now.step) : most)
      if machine.mark == now { return false }
      arrive()
      rest -= max(1, machine.work - worked)
      guard rest <= 0 else { continue }
      rest = Timeline.slice
      if shouldStop() { return false }
    }
    return machine.mark == target
  }

  /// Takes a checkpoint if one is due, or takes over an edit that was made at this moment.
  private mutating func arrive() {
    let mark = machine.mark
    if mark > newest { newest = mark }
    let last = marks.count - 1
    if mark > marks[last] {
      guard mark.step == 0 else { return }
      if mark.instruction - marks[last].instruction >= interval
        || machine.work - moments[last].work >= workInterval
      {
        record(isEdited: false)
      }
    } else {
      let here = lastMoment(notAfter: mark)
      if marks[here] == mark, moments[here].isEdited { machine.restore(moments[here].checkpoint) }
    }
  }

  private mutating func record(isEdited: Bool) {
    let checkpoint = machine.checkpoint()
    moments.append(Moment(work: machine.work, checkpoint: checkpoint, isEdited: isEdited))
    marks.append(machine.mark)
  }

  /// The index of the last moment that is not after `mark`.
  /// - Cost: O(log(checkpoints)).
  private func lastMoment(notAfter mark: Mark) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle] <= mark { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

}
