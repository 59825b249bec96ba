import Diagnostics
import GraphIR
import Passes
import Support

/// Looks for the smallest change that gets what is on the host onto an accelerator, by trying.
///
/// Changes are tried one by one, what changes least first. Where one does not do, but the operators
/// have another cause then, what may help against that is tried on top of it.
struct FixSearch {

  /// A change that does it.
  struct Way: Sendable {
    var trial: FixTrial
    var figures: PreviewAnswer.Figures
  }

  let start: FixTrial

  /// The operators in question.
  let names: Set<String>

  /// Whether to go on behind the first that does it, with those of as many changes.
  let isWhole: Bool

  private(set) var ways: [Way] = []
  private(set) var attempts: [FixAnswer.Attempt] = []

  /// Changes in any order, without their places, which others before them move.
  private var seen: Set<Set<String>> = []

  /// How many changes are tried at most, and how many together.
  private static let most = 48
  private static let deepest = 3

  init(_ start: FixTrial, names: Set<String>, isWhole: Bool) {
    self.start = start
    self.names = names
    self.isWhole = isWhole
  }

  /// - Errors: the user asked to stop.
  mutating func run() throws(Diagnostic) {
    var level = [start]
    for _ in 0 ..< Self.deepest where ways.isEmpty && !level.isEmpty {
      var next: [FixTrial] = []
      for trial in level {
        guard try go(on: trial, &next) else { return }
      }
      level = next
    }
  }

  /// Tries what may help against the causes in `trial`.
  /// - Returns: whether to go on.
  private mutating func go(
    on trial: FixTrial, _ next: inout [FixTrial]
  ) throws(Diagnostic) -> Bool {
    var session = trial.session
    guard let question = session.fixQuestion(trial.causes) else { return false }
    for rule in allFixRules {
      for change in rule.changes(for: question) where isNew(trial.changes + [change]) {
        guard attempts.count < Self.most else { return false }
        try start.session.interruption.check()
        start.session.progress(
          Double(attempts.count) / Double(attempts.count + 2), "trying \(change.words)")
        if let failed = try attempt(change, on: trial) { next.append(failed) }
        if !ways.isEmpty, !isWhole { return false }
      }
    }
    return true
  }

  private mutating func isNew(_ changes: [FixChange]) -> Bool {
    seen.insert(Set(changes.map(\.subject))).inserted
  }

  /// - Returns: what `change` leads to where it does not do, but something else stands in the way.
  private mutating func attempt(
    _ change: FixChange, on trial: FixTrial
  ) throws(Diagnostic) -> FixTrial? {
    let made: FixTrial
    do throws(Diagnostic) {
      made = try trial.making(change)
      guard made.offloads(names) else {
        let causes = Set(made.causes.map(\.decision.reason))
        let isOther = causes != Set(trial.causes.map(\.decision.reason))
        add(made.changes, .onHost(made.sentence))
        return isOther ? made : nil
      }
      if let obstacle = try made.obstacle() {
        add(made.changes, .refused(obstacle))
        return nil
      }
      ways.append(Way(trial: made, figures: try made.figures()))
      add(made.changes, .offloads)
    } catch {
      guard error.failure != .interrupted else { throw error }
      add(trial.changes + [change], .refused(error.message))
    }
    return nil
  }

  private mutating func add(_ changes: [FixChange], _ outcome: FixAnswer.Outcome) {
    attempts.append(FixAnswer.Attempt(changes: changes.map(\.words), outcome: outcome))
  }

}
