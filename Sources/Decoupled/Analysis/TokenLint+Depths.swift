import Simulation
import Support
import TargetKit

extension TokenLint {

  /// More tokens or instructions than there is room for on hardware, which the streams rely on.
  func addDepths(_ hardware: HardwareLimits, to log: inout LintLog) {
    if let depth = hardware.tokenDepth { addTokenDepth(depth, to: &log) }
    if let depth = hardware.queueDepth { addQueueDepth(depth, to: &log) }
  }

  /// The first push into each queue that may find it full.
  ///
  /// The n-th push finds n - 1 tokens less those that are certain to have been popped before.
  private func addTokenDepth(_ depth: Int, to log: inout LintLog) {
    for queue in program.from.indices {
      let token = plan.description.tokens[queue]
      let pops = pairs.pops[queue]
      let initial = pairs.initial[queue]
      var poll = Poll()
      for (place, push) in pairs.pushes[queue].enumerated() where initial + place >= depth {
        if poll.isRequested(after: 8) { return }
        guard simulation.runs(Int(push), program) else { break }
        let unit = program.to[queue]
        let done = Int(order.count(of: unit, before: Int(push)))
        let limit = done == 0 ? 0 : Int(program.lists[unit][done - 1]) + 1
        let level = initial + place + 1 - pops.countBelow(limit)
        guard level > depth else { continue }
        log.add(
          LintFinding(
            .tokenDepth, .error, instruction: plan.number(Int(push)),
            message:
              "\(queue: token.name) may hold \(level, .tokens) here, and there is room for \(depth)",
            notes: [
              "let the \(unit: token.to) unit pop earlier, or wait for a token from it before this"
            ]), .tokenDepth)
        break
      }
    }
  }

  /// Whether the streams get stuck when only so many instructions wait for a unit.
  private func addQueueDepth(_ depth: Int, to log: inout LintLog) {
    guard simulation.completes else { return }
    var limited = program
    limited.queueDepths = limited.queueDepths.map { min($0, depth) }
    let result = TokenSimulation(limited)
    guard !result.completes, result.fetched < program.count else { return }
    let unit = Int(program.units[result.fetched])
    let waiting = result.stuck[unit]
    log.add(
      LintFinding(
        .queueDepth, .error, instruction: plan.number(result.fetched),
        others: waiting.map { [plan.number($0)] } ?? [],
        message:
          "\(depth, .instructions) of the \(unit: plan.description.units[unit].name) unit \(depth == 1 ? "waits" : "wait") before it, which is all there is room for",
        notes: [
          waiting.map { index -> Sentence in
            "\(plan.number(index)) waits for a token of an instruction that is behind this one"
          },
          "put what they wait for further ahead in the stream",
        ].compactMap { $0 }), .queueDepth)
  }

}
