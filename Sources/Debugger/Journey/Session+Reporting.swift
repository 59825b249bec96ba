import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// The report of an arrival, with the place where the session stands, kept as the last one.
  mutating func finish(_ arrival: Arrival, _ direction: Direction) -> StopReport {
    var report = StopReport(arrival, direction, in: space)
    if arrival.reasons.contains(where: \.isEnd) { reportWarnings() }
    if report.isEnd { report.outputs = outputViews }
    if report.isEnd {
      report.copied = copiesWithOneAllocator
      reportUnplannedCopies()
    }
    report.displays = displaysHere
    keep(report)
    return report
  }

  /// Makes `report` what the last stop had to say.
  mutating func keep(_ report: StopReport) { lastReport = report }

  /// What the last stop had to say is over.
  mutating func forgetReport() { lastReport = nil }

  /// Says where the host copied something else than was planned.
  private mutating func reportUnplannedCopies() {
    let found = unplannedCopies
    guard !found.isEmpty else { return }
    report(
      .warning(
        "what was copied at the borders of regions is not what was planned", notes: found,
        hints: ["`undo` to before `tile`, and `apply plan-memory` there"]))
  }

  /// Says what the machine found wrong at its end.
  private mutating func reportWarnings() {
    for warning in space.run?.device.warnings ?? [] {
      report(.warning(warning.sentence.text, notes: warning.details.map(\.text)))
    }
  }

}

extension StopReport {

  /// Says where that is, at each level.
  init(_ arrival: Arrival, _ direction: Direction, in space: ProgramSpace) {
    self.init(arrival.reasons, direction)
    logged = arrival.logged.map(\.text)
    guard let run = space.run else { return }
    position = run.position
    cycle = space.cycle
    if needsExplanation { explanation = run.device.explanation() }
    guard !isEnd, let next = run.device.nextInstruction, let view = space.instruction(next) else {
      return
    }
    let origin = space.origin(of: next)
    instruction = view
    statement = origin.statement
    nodes = origin.nodes
    sources = origin.sources
  }

}
