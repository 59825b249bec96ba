import Simulation
import Support
import Testing

@testable import Decoupled

/// The rule of tokens stands in Swift (`TokenGate`, `InstructionQueue`) and once more in the engine
/// in C: over random streams both choose the same next instruction, at every boundary.
@Suite struct TokenRuleTests {

  /// What the streams have been made to show.
  private struct Tally {
    var boundaries = 0
    var hangs = 0
    var fullQueues = 0
    var unfetched = 0
    var laterStreams = 0
    var outOfOrder = 0
    var failures: [String] = []
  }

  @Test func engineAndRuleChooseTheSame() throws {
    let targets = try TokenStreams.targets()
    var tally = Tally()
    for seed in 0 ..< (isFull ? 30_000 : 900) {
      var random = SplitMix64(seed: UInt64(seed))
      let target = targets[seed % targets.count]
      let plan = MachinePlan(target, try TokenStreams.workload(target, &random))
      #expect(
        !plan.instructions.indices.contains {
          plan.records[$0].isSuspect && !plan.records[$0].endsStream
        }, "the engine runs them")
      let order = follow(plan, "seed \(seed)", &tally)
      inPieces(plan, order, &random, "seed \(seed)", &tally)
    }
    print("the rule of tokens: \(tally)")
    #expect(tally.failures.prefix(5) == [])
    #expect(tally.boundaries > 20_000 && tally.hangs > 100 && tally.laterStreams > 200)
    #expect(tally.fullQueues > 1_000 && tally.unfetched > 1_000 && tally.outOfOrder > 1_000)
  }

  /// Lets the engine run instruction by instruction, and asks the rule before each.
  /// - Returns: the order of the rule.
  private func follow(_ plan: MachinePlan, _ name: String, _ tally: inout Tally) -> [Int] {
    let program = TokenProgram(plan)
    var rule = TokenRun(program)
    var machine = DecoupledMachine(plan)
    var order: [Int] = []
    for (stream, end) in program.streamEnds.enumerated() {
      rule.fetch(to: end, program)
      if stream > 0 {
        tally.laterStreams += 1
        _ = machine.run(to: machine.mark.instruction, work: 1, until: nil)
      }
      while rule.finished < end {
        note(rule, program, order.count, &tally)
        if machine.state.gate != rule.queues.gate || machine.state.fetched != rule.fetched {
          tally.failures.append("\(name): another state after \(order.count)")
        }
        let known = machine.readyInstruction
        let expected = rule.step(to: end, program)
        _ = machine.run(to: order.count + 1, work: 1 << 30, until: nil)
        // The end of a stream that comes too early is a fault, and nothing runs any more.
        if machine.isFaulty, let expected, plan.records[expected].endsStream { return order }
        let chosen = machine.state.finished > order.count ? machine.state.lastFinished : nil
        if chosen != expected || known != expected {
          tally.failures.append(
            "\(name): after \(order.count) the engine runs \(chosen ?? -1), the machine would run \(known ?? -1), the rule says \(expected ?? -1)"
          )
          return order
        }
        guard let expected else {
          tally.hangs += 1
          return order
        }
        order.append(expected)
      }
      // A stream that does not end with the instruction that says so ends everything.
      if machine.isFaulty { return order }
    }
    return order
  }

  /// Counts what there is to decide.
  private func note(
    _ rule: TokenRun, _ program: TokenProgram, _ place: Int, _ tally: inout Tally
  ) {
    tally.boundaries += 1
    let heads = program.lists.indices.compactMap { rule.head(of: $0, program) }
    if heads.contains(where: { program.pushes[$0] & rule.queues.gate.full != 0 }) {
      tally.fullQueues += 1
    }
    if rule.fetched < program.streamEnds[program.stream(of: rule.fetched)] { tally.unfetched += 1 }
    if let least = heads.min(),
      !rule.queues.gate.allows(pops: program.pops[least], pushes: program.pushes[least])
    {
      tally.outOfOrder += 1
    }
  }

  /// Lets the engine run in pieces of any size, as long as it likes within each.
  private func inPieces(
    _ plan: MachinePlan, _ order: [Int], _ random: inout SplitMix64, _ name: String,
    _ tally: inout Tally
  ) {
    var machine = DecoupledMachine(plan)
    while machine.state.finished < order.count {
      let before = machine.mark.instruction
      _ = machine.run(
        to: min(order.count, before + 1 + random.below(40)), work: 1 + random.below(4_000),
        until: nil)
      guard machine.mark.instruction > before || machine.isAtStreamEnd else { break }
    }
    let ran = (0 ..< machine.state.finished).map { machine.log.finished($0) }
    if ran != order { tally.failures.append("\(name) in pieces: \(ran), not \(order)") }
  }

}
