import Diagnostics
import Support

extension Measure {

  /// What part of the bytes that operators read and write accelerators have.
  static let bytes = Measure(
    "bytes", "the share of bytes, read and written by operators, that accelerators have", .share,
    takesTarget: true, more: "`coverage`"
  ) { session, target throws(Diagnostic) in
    let partition = try session.partition()
    return Reading(
      share: partition.offloaded(to: target).bytes, of: partition.total.bytes, "bytes",
      offenders: partition.hostLines(by: \.bytes, byteText))
  }

}
