import Diagnostics
import Simulation
import TargetKit

/// A motion on its way: its goal, whom to ask at boundaries, and what they have said.
struct Walk {

  private(set) var goal: any Goal
  let direction: Direction

  /// How far the run may go, and at which boundaries somebody has to be asked: first what entries
  /// ask for, then what the goal does.
  private(set) var mark: Mark?
  private(set) var conditions: [StopCondition] = []

  /// For each entry which of the conditions are its own.
  private(set) var shares: [(entry: Int, conditions: Range<Int>)] = []

  /// What of the goal is at boundaries.
  private(set) var goalConditions = 0 ..< 0
  private var goalExpression: Expression?
  private(set) var aim = Aim.elsewhere

  /// Which of the conditions hold at the boundary that was reached last.
  var held: [Int] = []

  /// The entries at which it stops, and what logs have said.
  private(set) var hits: [StopHit] = []
  private(set) var logged: [LoggedLine] = []

  init(_ goal: any Goal, _ direction: Direction) {
    self.goal = goal
    self.direction = direction
  }

  /// Looks up whom to ask in `run`, from the place where it stands.
  /// - Errors: a location means nothing.
  mutating func prepare(_ stops: Stops, in run: Journey.Run) throws(Diagnostic) {
    conditions = []
    shares = []
    for entry in stops.entries where entry.isEnabled {
      let own = try run.conditions(of: entry)
      guard !own.isEmpty else { continue }
      shares.append((entry.number, conditions.count ..< conditions.count + own.count))
      conditions += own
    }
    mark = nil
    goalConditions = conditions.count ..< conditions.count
    aim = try goal.aim(in: run, direction)
    switch aim {
    case .mark(let own): mark = own
    case .boundary(let own, let expression):
      goalConditions = conditions.count ..< conditions.count + own.count
      goalExpression = expression
      conditions += own
    case .elsewhere: break
    }
  }

  /// Whether a stretch that began at `start` has reached the goal.
  mutating func isReached(
    from start: Mark, in run: Journey.Run
  ) throws(Diagnostic) -> Bool {
    let isAtAim = try isAtAim(in: run)
    return goal.went(from: start, in: run, isAtAim: isAtAim)
  }

  /// Whether the start of a run that was entered is the goal.
  mutating func isReachedAtStart(in run: Journey.Run) throws(Diagnostic) -> Bool {
    guard try isAtAim(in: run), case .boundary = aim else { return false }
    return goal.went(from: run.device.mark, in: run, isAtAim: true)
  }

  private func isAtAim(in run: Journey.Run) throws(Diagnostic) -> Bool {
    switch aim {
    case .mark(let mark): return direction == .forward && run.device.mark >= mark
    case .boundary(_, let expression):
      guard run.device.mark.step == 0, held.contains(where: goalConditions.contains) else {
        return false
      }
      return try expression.map { expression throws(Diagnostic) in
        try expression.evaluated(in: DeviceScope(device: run.device)) != 0
      } ?? true
    case .elsewhere: return false
    }
  }

  /// Asks the entries whose conditions hold at the boundary where `run` stands.
  mutating func ask(
    _ stops: inout Stops, _ held: [Int], in run: Journey.Run, isBackward: Bool
  ) {
    for share in shares {
      let own = held.filter(share.conditions.contains)
      guard !own.isEmpty else { continue }
      let verdict = stops.verdict(of: share.entry, in: run.device)
      take(share.entry, verdict, own, &stops, run, isBackward)
    }
  }

  /// Lets an entry count, log, expire and stop, by what its condition and its text came to.
  mutating func take(
    _ number: Int, _ verdict: Stops.Verdict, _ own: [Int], _ stops: inout Stops,
    _ run: Journey.Run, _ isBackward: Bool
  ) {
    switch stops.count(number, verdict) {
    case .passes: break
    case .logs(let text):
      logged.append(LoggedLine(instruction: run.device.nextInstruction, text: text))
    case .stops(var hit):
      for index in own where hit.access == nil {
        hit.access = run.access(conditions[index], isBackward: isBackward)
      }
      hits.append(hit)
    }
  }

  /// Lets the goal know of a stretch backwards that ended at it.
  mutating func arrive(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool {
    goal.went(from: start, in: run, isAtAim: isAtAim)
  }

  /// The expression that the goal looks at, at its boundaries.
  var expression: Expression? { goalExpression }

}
