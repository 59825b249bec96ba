import Diagnostics
import Support

extension Measure {

  /// How many bytes are copied on the way to regions and back.
  static let copied = Measure(
    "copied", "bytes that are copied on the way between `main` and regions, and not by its caller",
    .bytes,
    more: "`info copies`"
  ) { session, _ throws(Diagnostic) in
    let copies = try session.copies().copies.filter(\.isCopiedInside)
    let bytes = copies.reduce(0) { $0 + ($1.byteCount ?? 0) }
    let sorted = copies.sorted { ($0.byteCount ?? 0) > ($1.byteCount ?? 0) }
    return Reading(
      value: Double(bytes), text: "\(byteText(bytes)) (\(bytes) bytes)",
      offenders: sorted.map(\.text))
  }

}
