import Diagnostics
import Support

extension Measure {

  /// What part of the multiply-accumulates accelerators have.
  static let macs = Measure(
    "macs", "the share of multiply-accumulates that accelerators have", .share,
    takesTarget: true, more: "`coverage`"
  ) { session, target throws(Diagnostic) in
    let partition = try session.partition()
    return Reading(
      share: partition.offloaded(to: target).multiplyAccumulates,
      of: partition.total.multiplyAccumulates, "multiply-accumulates",
      offenders: partition.hostLines(by: \.multiplyAccumulates) {
        "\(countText($0)) multiply-accumulates"
      })
  }

}
