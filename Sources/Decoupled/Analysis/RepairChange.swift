import ISA
import Simulation
import Support
import TargetKit

/// Something that may mend streams that get stuck.
enum RepairChange: Sendable, Hashable {

  /// One flag of one instruction is set, or cleared.
  case flag(instruction: Int, queue: Int, isPush: Bool, isSet: Bool)

  /// How many tokens each queue begins with.
  case tokens([Int])

}

extension RepairChange {

  /// The program with the change.
  func applied(to program: TokenProgram) -> TokenProgram {
    var changed = program
    switch self {
    case .flag(let instruction, let queue, isPush: true, _):
      changed.pushes[instruction] ^= 1 << UInt32(queue)
    case .flag(let instruction, let queue, isPush: false, _):
      changed.pops[instruction] ^= 1 << UInt32(queue)
    case .tokens(let counts): changed.initialTokens = counts
    }
    return changed
  }

  /// The workload with the change.
  func applied(to plan: MachinePlan) -> Workload {
    var workload = plan.workload
    switch self {
    case .flag(let instruction, _, _, _):
      let stream = plan.stream(of: instruction)
      let begin = stream == 0 ? 0 : plan.streamEnds[stream - 1]
      workload.streams[stream].words[instruction - begin] = word(plan)
    case .tokens(let counts):
      for (token, count) in zip(plan.description.tokens, counts) {
        workload.initialTokens[token.name] = count == 0 ? nil : count
      }
    }
    return workload
  }

  /// The instruction with the flag as it is to be.
  private func word(_ plan: MachinePlan) -> Word {
    guard case .flag(let instruction, let queue, let isPush, let isSet) = self else {
      return Word()
    }
    var word = plan.words[instruction]
    let token = plan.description.tokens[queue]
    let format = plan.description.instructionSet.format(of: word)
    format?.field(isPush ? token.push : token.pop)?.store(isSet ? 1 : 0, in: &word)
    return word
  }

  /// What is to be told of it.
  func change(_ plan: MachinePlan) -> Repair.Change {
    switch self {
    case .flag(let instruction, let queue, let isPush, let isSet):
      let token = plan.description.tokens[queue]
      let set = plan.description.instructionSet
      let flag = Repair.Flag(
        isPush ? token.push : token.pop, of: plan.number(instruction), isPush ? .push : .pop,
        queue: token.name, before: set.text(of: plan.words[instruction]),
        after: set.text(of: word(plan)))
      return isSet ? .set(flag) : .clear(flag)
    case .tokens(let counts):
      return .tokens(
        counts.indices.compactMap { queue in
          let before = plan.initialTokens[queue]
          guard counts[queue] != before else { return nil }
          return Repair.Tokens(
            queue: plan.description.tokens[queue].name, from: before, to: counts[queue])
        })
    }
  }

}

extension DeadlockFinder {

  /// - Units: tokens that are lent to streams at most before they are given up.
  private static let mostTokens = 16

  /// Flags that could mend it: pushes into queues that something waits for, and pops that wait; with
  /// full queues the other way round. The nearest first.
  func flagChanges() -> [RepairChange] {
    var changes: [(distance: Int, change: RepairChange)] = []
    var seen: Set<RepairChange> = []
    let stream = program.stream(simulation.stuckStream ?? 0)
    var poll = Poll()
    func add(_ unit: Int, _ queue: Int, isPush: Bool, isSet: Bool, near index: Int) {
      let masks = isPush ? program.pushes : program.pops
      for next in program.lists[unit] where stream.contains(Int(next)) {
        if poll.isRequested(after: 16) { return }
        let isThere = masks[Int(next)] >> UInt32(queue) & 1 == 1
        let change = RepairChange.flag(
          instruction: Int(next), queue: queue, isPush: isPush, isSet: isSet)
        guard isThere != isSet, seen.insert(change).inserted else { continue }
        changes.append((abs(Int(next) - index), change))
      }
    }
    for index in stuck.compactMap(\.self) {
      for queue in program.pops[index].bits where simulation.levels[queue] == 0 {
        add(program.from[queue], queue, isPush: true, isSet: true, near: index)
        add(program.to[queue], queue, isPush: false, isSet: false, near: index)
      }
      for queue in program.pushes[index].bits
      where simulation.levels[queue] >= program.tokenDepths[queue] {
        add(program.to[queue], queue, isPush: false, isSet: true, near: index)
        add(program.from[queue], queue, isPush: true, isSet: false, near: index)
      }
    }
    return changes.sortedWhileWanted { $0.distance < $1.distance }.map(\.change)
  }

  /// Tokens with which the streams would end, as few as there is reason for: whenever they get
  /// stuck, the root is lent what it waits for.
  /// - Returns: nil where it is not tokens that are missing, or too many are.
  func tokenChange(_ plan: MachinePlan) -> RepairChange? {
    var lent = program
    var run = TokenRun(program)
    var count = 0
    var poll = Poll()
    for end in program.streamEnds {
      run.fetch(to: end, program)
      while run.finished < end {
        if poll.isRequested() { return nil }
        if run.step(to: end, program) != nil { continue }
        guard count < DeadlockFinder.mostTokens, let queue = run.missing(lent, end, plan, pairs)
        else { return nil }
        run.lend(queue)
        lent.initialTokens[queue] += 1
        count += 1
      }
    }
    return count == 0 ? nil : .tokens(lent.initialTokens)
  }

  /// Whether, in the order of the program, the first pops of the queues stand before anything is
  /// pushed, and as many as there are to be more tokens: what an earlier stream would have left.
  func livesOnTokens(_ counts: [Int]) -> Bool {
    counts.indices.allSatisfy { queue in
      guard counts[queue] > program.initialTokens[queue] else { return true }
      let pops = pairs.pops[queue]
      guard counts[queue] <= pops.count else { return false }
      return pops[counts[queue] - 1] <= pairs.pushes[queue].first ?? .max
    }
  }

}

extension TokenRun {

  /// The queue of which the root waits for a token, where nothing can go on.
  fileprivate func missing(
    _ program: TokenProgram, _ end: Int, _ plan: MachinePlan, _ pairs: TokenPairs
  ) -> Int? {
    let state = TokenState(
      program, heads: heads.indices.map { head(of: $0, program) }, finished: heads,
      fetched: fetched, end: end)
    guard let edge = state.waits(plan, pairs).rootEdge, edge.reason == .token else { return nil }
    return plan.description.tokens.firstIndex { $0.name == edge.queue }
  }

}
