import Diagnostics
import Support

extension Measure {

  /// How many values are copied on the way to regions and back.
  static let copies = Measure(
    "copies", "values that are copied on the way between `main` and regions, and not by its caller",
    .count,
    more: "`info copies`"
  ) { session, _ throws(Diagnostic) in
    let copies = try session.copies().copies.filter(\.isCopiedInside)
    return Reading(copies.count, "copy", plural: "copies", offenders: copies.map(\.text))
  }

}
