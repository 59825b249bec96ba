import Simulation
import Support
import TargetKit

extension LintLog {

  /// Adds what is wrong with tokens and ends of streams.
  func finish(
    _ plan: MachinePlan, _ program: TokenProgram, _ simulation: TokenSimulation,
    _ pairs: TokenPairs, _ order: StreamOrder, _ hardware: HardwareLimits, _ races: [Race]
  ) -> [LintFinding] {
    var log = self
    for race in races { log.add(race) }
    let tokens = TokenLint(
      plan: plan, program: program, simulation: simulation, pairs: pairs, order: order)
    tokens.addDeadlock(to: &log)
    tokens.addUnboundFlags(to: &log)
    for stream in program.streamEnds.indices {
      tokens.addFinish(of: stream, to: &log)
      tokens.addUnawaited(in: stream, to: &log)
      tokens.addLeftovers(in: stream, to: &log)
    }
    tokens.addDepths(hardware, to: &log)
    return log.sorted()
  }

  private mutating func add(_ race: Race) {
    add(
      LintFinding(
        .race, .error, instruction: race.second.instruction, others: [race.first.instruction],
        memory: race.memory, range: race.range, message: race.message,
        notes: race.advice.map { [$0] } ?? [], isDataDependent: race.isDataDependent), .race)
  }

}

/// What lint says of tokens, of the ends of streams and of the depths of queues.
struct TokenLint {

  let plan: MachinePlan
  let program: TokenProgram
  let simulation: TokenSimulation
  let pairs: TokenPairs
  let order: StreamOrder

  private func unit(_ instruction: Int) -> String {
    plan.description.units[plan.instructions[instruction].unit].name
  }

  func addDeadlock(to log: inout LintLog) {
    guard let stream = simulation.stuckStream else { return }
    let state = TokenState(program, simulation)
    let waits = state.waits(plan, pairs)
    let left = program.streamEnds[stream] - simulation.sequence.count
    for wait in waits.edges where wait.reason != .fetch {
      let node = waits.nodes[wait.from]
      let what: Sentence = wait.reason == .token ? "a token from" : "room in"
      let partner = wait.partner.map { number -> Sentence in
        "\(number) would, and never runs"
      }
      log.add(
        LintFinding(
          .deadlock, .error, instruction: node.instruction,
          others: wait.partner.map { [$0] } ?? [],
          message: "the \(unit: node.unit) unit waits for \(what) \(queue: wait.queue) for ever",
          notes: [
            "\(queue: wait.queue) has \(wait.pushed, .pushes) and \(wait.popped, .pops) until then",
            partner
              ?? "no instruction that is left of the \(unit: waits.nodes[wait.to].unit) unit would end that",
            "\(left, .instructions) of \(stream: stream) \(left == 1 ? "does" : "do") not run",
          ]), .deadlock)
    }
  }

  /// Tokens that a stream leaves in a queue, with which the next one begins.
  func addLeftovers(in stream: Int, to log: inout LintLog) {
    guard stream < simulation.levelsAtEnd.count else { return }
    let levels = simulation.levelsAtEnd[stream]
    let end = program.streamEnds[stream]
    for queue in levels.indices where levels[queue] > 0 {
      let token = plan.description.tokens[queue]
      let pushes = pairs.pushes[queue]
      let pushers = pushes[..<pushes.countBelow(end)].suffix(levels[queue]).map { Int($0) }
      let verb = levels[queue] == 1 ? "is" : "are"
      log.add(
        LintFinding(
          .leftoverTokens, .warning, instruction: plan.number(ofAny: pushers.first),
          others: pushers.dropFirst().prefix(8).map { plan.number($0) },
          message:
            "\(levels[queue], .tokens) \(verb) left in \(queue: token.name) when \(stream: stream) ends",
          notes: [
            "clear `\(field: token.push)` here, or let an instruction of the \(unit: token.to) unit pop (`\(field: token.pop)`)"
          ]), .leftoverTokens)
    }
  }

  /// Flags that lead nowhere, where that is no fault.
  func addUnboundFlags(to log: inout LintLog) {
    guard plan.description.options.unboundFlag == .ignore else { return }
    var poll = Poll()
    for (index, instruction) in plan.instructions.enumerated() where instruction.hasUnboundFlag {
      if poll.isRequested(after: 64) { return }
      log.add(
        LintFinding(
          .unboundFlag, .warning, instruction: plan.number(index),
          message: "it has a token flag that leads to no queue of the \(unit: unit(index)) unit",
          notes: ["clear the flag: other implementations stop at it"]), .unboundFlag)
    }
  }

  func addFinish(of stream: Int, to log: inout LintLog) {
    guard program.hasFinish else { return }
    let range = program.stream(stream)
    let finishes = Slices(range).flatMap { slice in
      slice.filter { plan.instructions.endsStream(at: $0) }
    }
    guard let last = finishes.last else {
      guard !range.isEmpty else { return }
      return log.add(
        LintFinding(
          .missingFinish, .error, instruction: plan.number(range.upperBound - 1),
          message: "\(stream: stream) does not say that it ends",
          notes: ["let the last instruction be the one that ends the stream"]), .missingFinish)
    }
    for finish in finishes where finish != last {
      addEarly(finish, "another one, \(plan.number(last)), follows", to: &log)
    }
    let list = program.lists[Int(program.units[last])]
    let behind = Int(list[list.countBelow(range.upperBound) - 1])
    if behind != last {
      return addEarly(last, "\(plan.number(behind)) of its own unit follows", to: &log)
    }
    guard simulation.sequence.count >= range.upperBound else { return }
    let end = Int(simulation.sequence[range.upperBound - 1])
    guard end != last else { return }
    addEarly(last, "\(plan.number(end)) of the \(unit: unit(end)) unit may run after it", to: &log)
  }

  private func addEarly(_ finish: Int, _ why: Sentence, to log: inout LintLog) {
    log.add(
      LintFinding(
        .finishNotLast, .error, instruction: plan.number(finish),
        message: "it ends the stream, but \(why)",
        notes: ["let it be the last instruction, and pop a token of every unit before it"]),
      .finishNotLast)
  }

  func addUnawaited(in stream: Int, to log: inout LintLog) {
    for index in order.unawaited(stream, program, simulation) {
      log.add(
        LintFinding(
          .unawaited, .warning, instruction: plan.number(index),
          message:
            "the end of the stream does not wait for it",
          notes: ["no chain of tokens leads from it to the end: with other delays it may be late"]),
        .unawaited)
    }
  }

}
