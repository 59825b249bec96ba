import ISA
import Simulation
import TargetKit

/// Looks for one flag that, set or cleared, mends streams that get stuck.
///
/// What it proposes has been tried: tokens alone run to the end and leave no more of them than
/// before, no two instructions race, and the whole workload has been run with the change. Of those
/// that pass, the one is best that keeps most accesses in program order, and then the nearest to
/// where the streams get stuck.
struct RepairSearch {

  /// One flag of one instruction.
  struct Change: Sendable, Hashable {
    var instruction: Int
    var queue: Int
    var isPush: Bool
    var isSet: Bool
  }

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

  init(_ plan: MachinePlan, _ finder: DeadlockFinder) {
    self.plan = plan
    self.finder = finder
    table = FootprintTable(plan)
  }

  /// Changes that mend the streams, the best first.
  /// - Cost: at most `effort` instructions, or `fewest` times all of them, and a run for each that
  ///   is returned.
  func repairs(most: Int = 1) -> [Repair] {
    var found: [(score: Score, change: Change)] = []
    for change in changes().prefix(
      max(RepairSearch.fewest, RepairSearch.effort / finder.program.count))
    {
      guard let score = score(of: change, worst: found.first?.score) else { continue }
      found.append((score, change))
      found.sort { $0.score < $1.score }
      if found.prefix(most).filter({ $0.score.isPerfect }).count == most { break }
    }
    var repairs: [Repair] = []
    for (score, change) in found where repairs.count < most {
      let words = patched(change)
      guard let isRun = runs(words) else { continue }
      repairs.append(repair(change, score, words[change.instruction], isRun))
    }
    return repairs
  }

  /// What could mend it: pushes into queues that something waits for, and pops that wait; with full
  /// queues the other way round. The nearest first.
  func changes() -> [Change] {
    let program = finder.program
    var changes: [(distance: Int, change: Change)] = []
    var seen: Set<Change> = []
    let stream = program.stream(finder.simulation.stuckStream ?? 0)
    func add(_ unit: Int, _ queue: Int, isPush: Bool, isSet: Bool, near index: Int) {
      let masks = isPush ? program.pushes : program.pops
      for next in program.lists[unit] where stream.contains(Int(next)) {
        let isThere = masks[Int(next)] >> UInt32(queue) & 1 == 1
        let change = Change(instruction: Int(next), queue: queue, isPush: isPush, isSet: isSet)
        guard isThere != isSet, seen.insert(change).inserted else { continue }
        changes.append((abs(Int(next) - index), change))
      }
    }
    for index in finder.stuck.compactMap(\.self) {
      for queue in program.pops[index].bits where finder.simulation.levels[queue] == 0 {
        add(program.from[queue], queue, isPush: true, isSet: true, near: index)
        add(program.to[queue], queue, isPush: false, isSet: false, near: index)
      }
      for queue in program.pushes[index].bits
      where finder.simulation.levels[queue] >= program.tokenDepths[queue] {
        add(program.to[queue], queue, isPush: false, isSet: true, near: index)
        add(program.from[queue], queue, isPush: true, isSet: false, near: index)
      }
    }
    return changes.sorted { $0.distance < $1.distance }.map(\.change)
  }

  /// How good a change is; `nil` if the streams get stuck with it, or it is worse than `worst`.
  private func score(of change: Change, worst: Score?) -> Score? {
    var program = finder.program
    let bit: UInt32 = 1 << UInt32(change.queue)
    if change.isPush {
      program.pushes[change.instruction] ^= bit
    } else {
      program.pops[change.instruction] ^= bit
    }
    let simulation = TokenSimulation(program)
    guard simulation.completes else { return nil }
    var score = Score()
    score.leftovers = max(0, simulation.levels.reduce(0, +) - expectedLeftovers)
    let order = StreamOrder(program, simulation, TokenPairs(program))
    for stream in program.streamEnds.indices {
      score.unawaited += order.unawaited(stream, program, simulation).count
    }
    var races = RaceFinder(program, table.space)
    var footprint = Footprint()
    for next in simulation.sequence {
      let index = Int(next)
      table.fill(&footprint, with: index)
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
  private var expectedLeftovers: Int {
    zip(finder.pairs.pushes, finder.pairs.pops).reduce(0) { $0 + max(0, $1.0.count - $1.1.count) }
  }

  private func patched(_ change: Change) -> [Word] {
    var words = plan.words
    let token = plan.description.tokens[change.queue]
    let name = change.isPush ? token.push : token.pop
    let format = plan.description.instructionSet.format(of: words[change.instruction])
    format?.field(name)?.store(change.isSet ? 1 : 0, in: &words[change.instruction])
    return words
  }

  /// Whether the workload ends with these instructions; `nil` if it does not.
  private func runs(_ words: [Word]) -> Bool? {
    var workload = plan.workload
    var begin = 0
    for stream in workload.streams.indices {
      let end = plan.streamEnds[stream]
      workload.streams[stream].words = Array(words[begin ..< end])
      begin = end
    }
    let patched = MachinePlan(plan.description, workload)
    patched.analysis.forgoRepairs()
    var machine = DecoupledMachine(patched)
    while machine.work < RepairSearch.runLimit {
      machine.advance(steps: 1 << 16)
      let stop = machine.stop
      if stop.isFinal { return stop == .end ? true : nil }
    }
    return false
  }

  private func repair(_ change: Change, _ score: Score, _ word: Word, _ isRun: Bool) -> Repair {
    let token = plan.description.tokens[change.queue]
    let set = plan.description.instructionSet
    return Repair(
      instruction: plan.number(change.instruction), flag: change.isPush ? token.push : token.pop,
      isPush: change.isPush, isSet: change.isSet, queue: token.name,
      before: set.text(of: plan.words[change.instruction]), after: set.text(of: word),
      races: score.races, reorderings: score.reorderings, isRun: isRun)
  }

}
