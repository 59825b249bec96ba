import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit

/// How fast things go and in which order: the clock, and which unit goes on where several could and
/// no clock decides.
struct Pace: Sendable {
  var clock = ClockChoice.functional
  var schedule = SchedulePolicy.fifo
}

extension TargetTable {

  /// What the host does of `program`, with its regions on devices that run as is chosen.
  /// - Errors: the program has no `main` that takes the arguments.
  func makeHost(
    _ program: Program, _ arguments: [[Value]], _ options: RunOptions
  ) throws(Diagnostic) -> HostRun {
    let first = Dictionary(
      program.streamRegions.map { ($0.name, $0.region.workload.first) }, uniquingKeysWith: { $1 })
    let regions = program.lowered.compactMapValues { $0 as? any RunnableRegion }
    var numbered: [String: HostRun.Region] = [:]
    for (name, region) in regions {
      numbered[name] = HostRun.Region(region: region, first: first[name] ?? 0)
    }
    let table = self
    return try HostRun(program, numbered, arguments, hooks: EvaluationHooks()) {
      name throws(Diagnostic) in
      var targets = table
      return (try targets.make(name).makeDevice(), options)
    }
  }

}
