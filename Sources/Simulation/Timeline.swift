public import Support

/// The history of a machine: goes to any moment, forward or back, in bounded work.
///
/// It keeps a checkpoint every few tenths of a millisecond of running; going back is restoring the
/// nearest one before and running on from there. Nothing is ever dropped.
public struct Timeline<M: Machine>: Sendable {

  private struct Moment: Sendable {
    let work: Int
    let checkpoint: M.Checkpoint

    /// - Units: bytes that it holds and the moments before it do not.
    let byteCount: Int

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

  /// The work after which a checkpoint is due: `workInterval` after the last, or later where taking
  /// it is much work itself.
  private var dueWork = Int.max

  /// A quarter of a millisecond between checkpoints, or half of one where much is written, so that a
  /// step back takes less than one; with `interval` and `workInterval` of `Int.max` there is none
  /// but the first.
  public init(_ machine: consuming M, interval: Int = 1 << 13, workInterval: Int = 250_000) {
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

  /// What the checkpoints hold; what several share is counted once.
  /// - Cost: O(checkpoints).
  public var historyBytes: Int {
    moments.reduce(0) { $0 + $1.byteCount } + moments.capacity * MemoryLayout<Moment>.stride
      + marks.capacity * MemoryLayout<Mark>.stride
  }

  /// How many steps are done before the interruption is asked again, and how much work.
  private static var slice: Int { 1 << 16 }
  private static var workSlice: Int { 1 << 20 }

  /// Goes forward to the end of the instruction that runs or runs next, or by one step of it.
  /// - Returns: whether it got there.
  @discardableResult
  public mutating func step(_ size: StepSize, interruption: Interruption = .never) -> Bool {
    let start = machine.mark
    switch size {
    case .microOp:
      let target = Mark(instruction: start.instruction, step: start.step + 1)
      return forward(to: target, until: nil, interruption: interruption) == .arrived
    case .instruction:
      return seek(to: Mark(instruction: start.instruction + 1), interruption: interruption)
    }
  }

  /// Goes back to the beginning of the instruction that runs or ran last, or by one step.
  /// - Returns: whether there was anything to go back to.
  @discardableResult
  public mutating func stepBack(_ size: StepSize, interruption: Interruption = .never) -> Bool {
    let now = machine.mark
    if now.step > 0 {
      let step = size == .microOp ? now.step - 1 : 0
      return seek(to: Mark(instruction: now.instruction, step: step), interruption: interruption)
    }
    guard now.instruction > 0 else { return false }
    let before = Mark(instruction: now.instruction - 1)
    guard seek(to: before, interruption: interruption) else { return false }
    guard size == .microOp else { return true }
    let last = Mark(instruction: before.instruction, step: max(0, machine.stepCount - 1))
    return seek(to: last, interruption: interruption)
  }

  /// Goes to `mark`, or to the end if that is before.
  /// - Returns: whether it got there.
  @discardableResult
  public mutating func seek(to mark: Mark, interruption: Interruption = .never) -> Bool {
    let nearest = lastMoment(notAfter: mark)
    if mark < machine.mark || marks[nearest] > machine.mark {
      machine.restore(moments[nearest].checkpoint)
    }
    return forward(to: mark, until: nil, interruption: interruption) == .arrived
  }

  /// How a run ended.
  public enum Outcome: Sendable, Hashable {

    /// At the mark that it was to go to, or where the test held.
    case arrived, held

    /// At the end of a stream, or where nothing can go on.
    case boundary

    case interrupted
  }

  /// Goes forward to `mark`, or to where `test` holds behind an instruction, or to the end of a
  /// stream.
  public mutating func run(
    to mark: Mark = Mark(instruction: .max), until test: ((M) -> Bool)?,
    interruption: Interruption = .never
  ) -> Outcome {
    forward(to: mark, until: test, endsAtStreams: true, interruption: interruption)
  }

  /// Goes to the beginning of the last interval that begins before `mark`, and with an instruction.
  /// - Returns: the mark where it begins; `nil` if there is none.
  public mutating func enterInterval(before mark: Mark) -> Mark? {
    guard mark > marks[0] else { return nil }
    var index = lastMoment(notAfter: mark)
    if marks[index] == mark { index -= 1 }
    while index > 0, marks[index].step > 0 { index -= 1 }
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

  private mutating func forward(
    to target: Mark, until test: ((M) -> Bool)?, endsAtStreams: Bool = false,
    interruption: Interruption
  ) -> Outcome {
    let start = machine.mark
    var rest = Timeline.workSlice
    while machine.isTorn || machine.mark < target {
      let now = machine.mark
      if enterEdit(before: target) { continue }
      let worked = machine.work
      if go(from: now, towards: target, until: test) {
        arrive()
        return .held
      }
      if !machine.isTorn {
        arrive()
        if machine.mark == now { return .boundary }
        if endsAtStreams, case .streamEnd = machine.stop { return .boundary }
      }
      rest -= max(1, machine.work - worked)
      guard rest <= 0 else { continue }
      rest = Timeline.workSlice
      guard interruption.isRequested else { continue }
      leaveStep(from: start)
      return machine.mark == target ? .arrived : .interrupted
    }
    return .arrived
  }

  /// Lets the machine run for a while.
  /// - Returns: whether the test holds behind an instruction that has just finished.
  private mutating func go(
    from now: Mark, towards target: Mark, until test: ((M) -> Bool)?
  ) -> Bool {
    guard now.instruction == target.instruction else {
      let goal = nextMoment(now, target)
      return machine.run(to: goal.instruction, work: goal.work, until: test)
    }
    machine.advance(steps: max(1, min(Timeline.slice, target.step - now.step)))
    guard let test, machine.mark.instruction > now.instruction else { return false }
    return test(machine)
  }

  /// Goes back to the last boundary behind `start`, or to `start`, if the machine is in the midst of
  /// a step.
  private mutating func leaveStep(from start: Mark) {
    guard machine.isTorn else { return }
    seek(to: max(start, Mark(instruction: machine.mark.instruction)))
  }

  /// Takes over an edit that was made further on in the instruction that runs or runs next.
  private mutating func enterEdit(before target: Mark) -> Bool {
    let now = machine.mark
    guard !machine.isTorn, now < marks[marks.count - 1] else { return false }
    let next = lastMoment(notAfter: now) + 1
    guard marks[next].instruction == now.instruction, marks[next] <= target,
      moments[next].isEdited
    else { return false }
    machine.restore(moments[next].checkpoint)
    return true
  }

  /// How far the machine may run at once: to where a checkpoint is due, or to the next that there
  /// is, which an edit may have made.
  private func nextMoment(_ now: Mark, _ target: Mark) -> (instruction: Int, work: Int) {
    let here = lastMoment(notAfter: now)
    var end = target.instruction
    guard here == marks.count - 1 else {
      let next = marks[here + 1]
      return (max(now.instruction + 1, min(end, next.instruction)), Timeline.workSlice)
    }
    let (limit, isEndless) = marks[here].instruction.addingReportingOverflow(interval)
    if !isEndless, limit < end { end = max(limit, now.instruction + 1) }
    return (end, max(1, min(dueWork - machine.work, Timeline.workSlice)))
  }

  /// Takes a checkpoint if one is due, or takes over an edit that was made at this moment.
  private mutating func arrive() {
    let mark = machine.mark
    if mark > newest { newest = mark }
    let last = marks.count - 1
    if mark > marks[last] {
      if mark.instruction - marks[last].instruction >= interval || isWorthCheckpoint() {
        record(isEdited: false)
      }
    } else {
      let here = lastMoment(notAfter: mark)
      if marks[here] == mark, moments[here].isEdited { machine.restore(moments[here].checkpoint) }
    }
  }

  /// Whether so much has been done since the last checkpoint that one is worth its cost, or as much
  /// as going back may have to do again.
  private mutating func isWorthCheckpoint() -> Bool {
    guard machine.work >= dueWork else { return false }
    let worth = min(machine.checkpointWork * Timeline.worth, 2 * workInterval)
    dueWork = max(dueWork, moments[moments.count - 1].work + worth)
    return machine.work >= dueWork
  }

  /// How many times the work of a checkpoint is done between two of them.
  private static var worth: Int { 16 }

  private mutating func record(isEdited: Bool) {
    let checkpoint = machine.checkpoint()
    moments.append(
      Moment(
        work: machine.work, checkpoint: checkpoint, byteCount: machine.byteCount(of: checkpoint),
        isEdited: isEdited))
    marks.append(machine.mark)
    let (due, isEndless) = machine.work.addingReportingOverflow(workInterval)
    dueWork = isEndless ? .max : due
  }

  /// The index of the last moment that is not after `mark`.
  /// - Cost: O(log(checkpoints)).
  private func lastMoment(notAfter mark: Mark) -> Int {
    max(0, marks.partitioningIndex { $0 > mark } - 1)
  }

}
