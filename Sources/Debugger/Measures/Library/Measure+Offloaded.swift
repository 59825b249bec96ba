import Diagnostics
import Support

extension Measure {

  /// What part of the operators accelerators have.
  static let offloaded = Measure(
    "offloaded", "the share of operators that accelerators have", .share, takesTarget: true,
    more: "`coverage`"
  ) { session, target throws(Diagnostic) in
    let partition = try session.partition()
    return Reading(
      share: partition.offloaded(to: target).operators, of: partition.total.operators,
      "operators", offenders: partition.hostLines(by: \.operators) { "\($0) operator\($0 == 1 ? "" : "s")" })
  }

}
