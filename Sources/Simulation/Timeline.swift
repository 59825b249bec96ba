/// The history of a machine: goes to any moment, forward or back, in bounded work.
///
/// It keeps a checkpoint every few instructions; going back is restoring the nearest one before and
/// running on from there. Nothing is ever dropped.
public struct Timeline<M: Machine>: Sendable {

  private struct Moment: Sendable {
    let mark: Mark
    let work: Int
    let checkpoint: M.Checkpoint

    /// Whether running from an earlier moment does not lead here, because the state was edited.
    let isEdited: Bool
  }

  public private(set) var machine: M

  /// In order of time; the first is the start.
  private var moments: [Moment]

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
    newest = machine.mark
    let checkpoint = self.machine.checkpoint()
    moments = [
      Moment(mark: machine.mark, work: machine.work, checkpoint: checkpoint, isEdited: false)
    ]
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
    let nearest = moments[lastMoment(notAfter: mark)]
    if mark < machine.mark || nearest.mark > machine.mark { machine.restore(nearest.checkpoint) }
    return forward(to: mark, shouldStop: shouldStop)
  }

  /// Goes to the beginning of the last interval that begins before `mark`.
  /// - Returns: the mark where it begins; `nil` if there is none.
  public mutating func enterInterval(before mark: Mark) -> Mark? {
    guard mark > moments[0].mark else { return nil }
    var index = lastMoment(notAfter: mark)
    if moments[index].mark == mark { index -= 1 }
    machine.restore(moments[index].checkpoint)
    return moments[index].mark
  }

  /// Changes the state by hand and forgets what had been recorded after it.
  public mutating func edit<R, E: Error>(_ change: (inout M) throws(E) -> R) throws(E) -> R {
    let result = try change(&machine)
    moments.removeAll { $0.mark >= machine.mark }
    record(isEdited: true)
    newest = machine.mark
    return result
  }

  private mutating func forward(to target: Mark, shouldStop: () -> Bool) -> Bool {
    var slice = Timeline.slice
    while machine.mark < target {
      let now = machine.mark
      let worked = machine.work
      let isLast = now.instruction == target.instruction
      machine.advance(steps: isLast ? min(slice, target.step - now.step) : slice)
      if machine.mark == now { return false }
      arrive()
      slice -= max(1, machine.work - worked)
      guard slice <= 0 else { continue }
      slice = Timeline.slice
      if shouldStop() { return false }
    }
    return machine.mark == target
  }

  /// Takes a checkpoint if one is due, or takes over an edit that was made at this moment.
  private mutating func arrive() {
    let mark = machine.mark
    if mark > newest { newest = mark }
    let last = moments[moments.count - 1]
    if mark > last.mark {
      guard mark.step == 0 else { return }
      if mark.instruction - last.mark.instruction >= interval
        || machine.work - last.work >= workInterval
      {
        record(isEdited: false)
      }
    } else {
      let here = moments[lastMoment(notAfter: mark)]
      if here.mark == mark, here.isEdited { machine.restore(here.checkpoint) }
    }
  }

  private mutating func record(isEdited: Bool) {
    let checkpoint = machine.checkpoint()
    moments.append(
      Moment(
        mark: machine.mark, work: machine.work, checkpoint: checkpoint, isEdited: isEdited))
  }

  /// The index of the last moment that is not after `mark`.
  /// - Cost: O(log(checkpoints)).
  private func lastMoment(notAfter mark: Mark) -> Int {
    var low = 0
    var high = moments.count
    while low < high {
      let middle = (low + high) / 2
      if moments[middle].mark <= mark { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

}
