import Simulation
import Support
import TargetKit

/// Looks for what mends streams that get stuck: one flag that is set or cleared, or tokens that
/// queues begin with.
///
/// What it proposes has been tried: tokens alone run to the end and leave no more of them than
/// before, no two instructions race, and the whole workload has been run with the change. Of flags
/// that pass, the one is best that keeps most accesses in program order, and then the nearest to
/// where the streams get stuck.
struct RepairSearch {

  /// How good a change is; less is better.
  struct Score: Comparable {
    var races = 0
    var reorderings = 0
    var leftovers = 0
    var unawaited = 0

    var isPerfect: Bool { self == Score() }

    static func < (a: Self, b: Self) -> Bool {
      (a.races, a.reorderings, a.leftovers, a.unawaited)
        < (b.races, b.reorderings, b.leftovers, b.unawaited)
    }
  }

  private struct Candidate {
    var score: Score
    var change: RepairChange
  }

  private let plan: MachinePlan
  private let finder: DeadlockFinder
  private let table: FootprintTable

  /// - Units: instructions that are looked at for all changes together; of a long stream only the
  ///   changes near to where it gets stuck are tried.
  static let effort = 2_000_000

  /// - Units: changes that are tried at least.
  static let fewest = 12

  /// - Units: steps that a trial run may take.
  static let runLimit = 1 << 28

  /// - Returns: nil if it was interrupted.
  init?(_ plan: MachinePlan, _ finder: DeadlockFinder) {
    guard let table = FootprintTable(plan) else { return nil }
    self.plan = plan
    self.finder = finder
    self.table = table
  }

  /// Changes that mend the streams, the best first: a flag, tokens, or the one and the other, where
  /// nothing is to be said against either.
  /// - Returns: nil if it was interrupted.
  /// - Cost: at most `effort` instructions, or `fewest` times all of them, and a run for each that
  ///   is returned.
  func repairs() -> [Repair]? {
    let flag = bestFlag()
    let tokens = bestTokens()
    if Interruption.current.isRequested { return nil }
    let isTokensFirst: Bool =
      if let flag, let tokens { isBetter(tokens, flag.candidate) } else { flag == nil }
    let found = isTokensFirst ? [tokens, flag?.candidate] : [flag?.candidate, tokens]
    var repairs: [Repair] = []
    for candidate in found.compactMap(\.self) where repairs.isEmpty || candidate.score.isPerfect {
      let isRun =
        candidate.change == flag?.candidate.change ? flag?.isRun : runs(candidate.change)
      guard let isRun else { continue }
      repairs.append(
        Repair(
          candidate.change.change(plan), races: candidate.score.races,
          reorderings: candidate.score.reorderings, isRun: isRun))
    }
    return Interruption.current.isRequested ? nil : repairs
  }

  /// The best flag with which the whole workload does not get stuck.
  private func bestFlag() -> (candidate: Candidate, isRun: Bool)? {
    var found: [Candidate] = []
    let most = max(RepairSearch.fewest, RepairSearch.effort / finder.program.count)
    for change in finder.flagChanges().prefix(most) {
      if Interruption.current.isRequested { return nil }
      guard let score = score(of: change, worst: found.first?.score) else { continue }
      found.append(Candidate(score: score, change: change))
      found.sort { $0.score < $1.score }
      if found[0].score.isPerfect { break }
    }
    for candidate in found {
      if let isRun = runs(candidate.change) { return (candidate, isRun) }
    }
    return nil
  }

  /// Tokens that queues could begin with, if nothing races and everything stays in order then.
  private func bestTokens() -> Candidate? {
    guard let change = finder.tokenChange(plan), let score = score(of: change, worst: nil),
      score.races == 0, score.reorderings == 0
    else { return nil }
    return Candidate(score: score, change: change)
  }

  /// Whether tokens to begin with are likelier to be what is missing than a flag.
  ///
  /// Where both are as good, the tokens order nothing that is not ordered without them. A stream that
  /// pops before anything is pushed was then made to live on what an earlier one leaves.
  private func isBetter(_ tokens: Candidate, _ flag: Candidate) -> Bool {
    guard tokens.score == flag.score else { return tokens.score < flag.score }
    guard case .tokens(let counts) = tokens.change else { return false }
    return finder.livesOnTokens(counts)
  }

  /// How good a change is; `nil` if the streams get stuck with it, or it is worse than `worst`.
  private func score(of change: RepairChange, worst: Score?) -> Score? {
    let program = change.applied(to: finder.program)
    let simulation = TokenSimulation(program)
    guard simulation.completes, !simulation.isUnfinished else { return nil }
    let pairs = TokenPairs(program)
    var score = Score()
    score.leftovers = max(0, simulation.levels.reduce(0, +) - expectedLeftovers(with: change))
    let order = StreamOrder(program, simulation, pairs)
    if order.isUnfinished { return nil }
    for stream in program.streamEnds.indices {
      score.unawaited += order.unawaited(stream, program, simulation).count
    }
    var races = RaceFinder(program, table.space)
    var footprint = Footprint()
    var poll = Poll()
    for next in simulation.sequence {
      let index = Int(next)
      table.fill(&footprint, with: index)
      if poll.isRequested(after: footprint.work) { return nil }
      races.check(
        index, footprint, { order.count(of: $0, before: index) }, { _ in score.races += 1 })
      races.check(
        index, footprint, { Int32(program.rank(of: $0, before: index)) },
        { _ in score.reorderings += 1 })
      races.record(index, footprint)
      if let worst, score > worst { return nil }
    }
    return score
  }

  /// How many tokens more are pushed than popped as the streams are.
  private func expectedLeftovers(with change: RepairChange) -> Int {
    let initial =
      if case .tokens(let counts) = change { counts } else { finder.program.initialTokens }
    return initial.indices.reduce(0) { sum, queue in
      let (pushes, pops) = (finder.pairs.pushes[queue].count, finder.pairs.pops[queue].count)
      return sum + max(0, initial[queue] + pushes - pops)
    }
  }

  /// Whether the workload ends with a change; `nil` if it does not, or it was interrupted.
  private func runs(_ change: RepairChange) -> Bool? {
    let changed = MachinePlan(plan.description, change.applied(to: plan))
    changed.analysis.forgoRepairs()
    if Interruption.current.isRequested { return nil }
    var machine = DecoupledMachine(changed)
    while machine.work < RepairSearch.runLimit {
      if Interruption.current.isRequested { return nil }
      _ = machine.run(to: .max, work: 1 << 20, until: nil)
      let stop = machine.stop
      if stop.isFinal { return stop == .end ? true : nil }
    }
    return false
  }

}
