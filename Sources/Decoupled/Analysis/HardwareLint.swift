public import Simulation
public import Support
import TargetKit

/// Finds the instructions that another implementation does otherwise.
struct HardwareLint {

  /// What wrote a cell last.
  private enum Source {
    static let other: UInt8 = 0
    static let load: UInt8 = 1
    static let reset: UInt8 = 2
  }

  let differences: [HardwareDifference]

  /// - Returns: what differs, in program order; `nil` if it was interrupted.
  /// - Cost: O(instructions × differences + what they touch).
  func findings(_ plan: MachinePlan, interruption: Interruption = .never) -> [LintFinding]? {
    let finder = plan.analysis.deadlocks(of: plan)
    guard !finder.isUnfinished, let table = FootprintTable(plan) else { return nil }
    let simulation = finder.simulation
    var sources = [UInt8](repeating: Source.other, count: table.space.count)
    var footprint = Footprint()
    var found: [LintFinding] = []
    var poll = Poll(interruption)
    for next in simulation.sequence {
      let index = Int(next)
      table.fill(&footprint, with: index)
      if poll.isRequested(after: footprint.work) { return nil }
      func reads(_ source: UInt8) -> Bool {
        footprint.reads.contains { sources[$0].contains(source) }
      }
      let context = HardwareDifference.Context(
        plan: plan, index: index, readsLoaded: reads(Source.load),
        readsCleared: reads(Source.reset))
      for difference in differences where difference.applies(context) {
        found.append(finding(difference, plan.number(index)))
      }
      let source = HardwareLint.source(of: plan.instructions[index].operation)
      for cells in footprint.writes { for cell in cells { sources[cell] = source } }
    }
    let sorted = found.enumerated().sortedWhileWanted {
      ($0.element.instruction ?? 0, $0.offset) < ($1.element.instruction ?? 0, $1.offset)
    }.map(\.element)
    return interruption.isRequested ? nil : sorted
  }

  private static func source(of operation: Operation) -> UInt8 {
    switch operation {
    case .load: Source.load
    case .gemm(let nest): nest.isReset ? Source.reset : Source.other
    default: Source.other
    }
  }

  private func finding(_ difference: HardwareDifference, _ number: InstructionNumber) -> LintFinding
  {
    LintFinding(
      .hardware, difference.severity, instruction: number,
      message: "\(difference.name): \(difference.sentence)", notes: ["\(difference.wayOut)"])
  }

}

extension DecoupledDevice {

  /// The implementations of which it is known what they do otherwise.
  public var implementations: [String] { HardwareDifference.tables.keys.sorted() }

  /// The instructions that an implementation does otherwise, in program order.
  /// - Returns: `nil` if it was interrupted, or nothing is known of the implementation.
  public func lint(
    for implementation: String, interruption: Interruption = .never
  ) -> [LintFinding]? {
    HardwareDifference.tables[implementation].flatMap {
      HardwareLint(differences: $0).findings(machine.plan, interruption: interruption)
    }
  }

}
