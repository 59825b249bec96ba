import Simulation
import TargetKit

/// Why units wait, from the root on.
extension DecoupledDevice {

  func explain(_ deadlock: Deadlock) -> [Reason] {
    let left = machine.plan.streamEnds[machine.state.stream] - machine.state.finished
    let done = Set(units.filter { $0.next == nil }.map(\.name))
    let reasons = writer.explain(
      deadlock.waits, left: left, goesOn: machine.readyInstruction != nil
    ) { done.contains($0.unit) }
    return reasons + explain(deadlock.repairs, deadlock.culprit)
  }

  // MARK: Repairs

  private func explain(_ repairs: [Repair], _ culprit: InstructionNumber?) -> [Reason] {
    guard !repairs.isEmpty else {
      return culprit.map {
        [Reason(.culprit, "No single flag mends it; look at \(spelled($0)).")]
      } ?? []
    }
    return repairs.enumerated().map { place, repair in
      let end = repair.isRun ? "the workload ends" : "all tokens are there"
      let races: Sentence =
        repair.races == 0 ? "and nothing races" : "but \(repair.races, .pairs) race"
      let begin: Sentence = place == 0 ? "To mend it, " : "Or "
      return Reason(
        .repair, begin + repair.message + ": with that, \(end), " + races + ".",
        details: repair.change.details)
    }
  }

}

extension Repair.Change {

  /// What it is in the words of a listing, or of the command that does it.
  fileprivate var details: [Sentence] {
    switch self {
    case .set(let flag), .clear(let flag):
      return ["was: \(flag.before)", "now: \(flag.after)"]
    case .tokens(let queues):
      let words = queues.map { "\($0.queue)=\($0.to)" }.joined(separator: " ")
      return ["`stream tokens \(words)` lets the streams begin so"]
    }
  }

}
