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
    if finder.isUnfinished { return nil }
    let space = CellSpace(plan, interruption: interruption)
    var builder = FootprintBuilder(plan, space)
    var contents = MicroOpContents(plan)
    var sources = [UInt8](repeating: Source.other, count: space.count)
    var footprint = Footprint()
    var applying = [UInt64](repeating: 0, count: plan.instructions.count)
    var poll = Poll(interruption)
    for next in finder.simulation.sequence {
      let index = Int(next)
      builder.fill(&footprint, with: index, contents)
      if poll.isRequested(after: footprint.work + differences.count) { return nil }
      func reads(_ source: UInt8) -> Bool {
        footprint.reads.contains { sources[$0].contains(source) }
      }
      let context = HardwareDifference.Context(
        plan: plan, index: index, readsLoaded: reads(Source.load),
        readsCleared: reads(Source.reset))
      for place in differences.indices where differences[place].applies(context) {
        applying[index] |= 1 << UInt64(place)
      }
      let source = HardwareLint.source(of: plan.instructions[index].operation)
      for cells in footprint.writes { for cell in cells { sources[cell] = source } }
      contents.apply(index, space)
    }
    return findings(applying, plan, &poll)
  }

  /// Says for each instruction which of the differences apply to it, a bit for each.
  private func findings(
    _ applying: [UInt64], _ plan: MachinePlan, _ poll: inout Poll
  ) -> [LintFinding]? {
    var found: [LintFinding] = []
    for (index, bits) in applying.enumerated() {
      if poll.isRequested(after: 1 + 16 * bits.nonzeroBitCount) { return nil }
      var rest = bits
      while rest != 0 {
        found.append(finding(differences[rest.trailingZeroBitCount], plan.number(index)))
        rest &= rest - 1
      }
    }
    return found
  }

  private static func source(of operation: Operation) -> UInt8 {
    if operation.transfer(.load) != nil { return Source.load }
    let clears = operation.vector == nil && operation.nest?.isReset == true
    return clears ? Source.reset : Source.other
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
