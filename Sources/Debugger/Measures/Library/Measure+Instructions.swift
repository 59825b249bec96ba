import Diagnostics
import Simulation
import Support
import TargetKit

extension Measure {

  /// How many instructions all regions have.
  static let instructions = Measure(
    "instructions", "instructions of all regions", .count, more: "`stream list`"
  ) { session, _ throws(Diagnostic) in
    let parts = session.space.parts.map { ($0.name, $0.workload.instructionCount) }
    guard !parts.isEmpty else { throw session.nothingToTime }
    return Reading(
      parts.reduce(0) { $0 + $1.1 }, "instruction",
      offenders: parts.sorted { $0.1 > $1.1 }.map { "@\($0.0): \($0.1) instructions" })
  }

}
