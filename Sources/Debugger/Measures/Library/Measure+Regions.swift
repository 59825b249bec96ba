import Diagnostics
import Support

extension Measure {

  /// How many regions accelerators have.
  static let regions = Measure(
    "regions", "regions of accelerators", .count, takesTarget: true, more: "`regions`"
  ) { session, target throws(Diagnostic) in
    let partition = try session.partition()
    let own = partition.regions.filter { !$0.isLeft && (target == nil || $0.target == target) }
    let splits = partition.splits.filter { target == nil || $0.target == target }
    return Reading(own.count, "region", offenders: splits.map(\.text))
  }

}
