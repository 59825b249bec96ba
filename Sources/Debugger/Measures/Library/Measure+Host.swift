import Diagnostics
import Support

extension Measure {

  /// How many operators are on the host.
  static let host = Measure(
    "host", "operators on the host", .count, more: "`coverage`"
  ) { session, _ throws(Diagnostic) in
    let partition = try session.partition()
    return Reading(
      partition.host.operators, "operator",
      offenders: partition.hostLines(by: \.operators) { "\($0) operator\($0 == 1 ? "" : "s")" })
  }

}
