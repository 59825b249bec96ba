import Diagnostics
import Simulation
import Support

extension Measure {

  /// What all regions take by the clock, one after the other.
  static let cycles = Measure(
    "cycles", "cycles of all regions by the chosen clock, or by the first one", .count,
    more: "`regions --cycles` and `profile --by op`"
  ) { session, _ throws(Diagnostic) in
    var (sum, parts): (Int, [(name: String, cycles: Int)]) = (0, [])
    for traced in try session.tracedParts() {
      guard traced.trace.ending == .finished else {
        throw .error(
          "`\(traced.part.name)` does not run to its end (\(traced.trace.ending.rawValue))",
          hints: ["`lint` says why"])
      }
      sum += traced.trace.cycles
      parts.append((traced.part.name, traced.trace.cycles))
    }
    return Reading(
      sum, "cycle",
      offenders: parts.sorted { $0.cycles > $1.cycles }.map { "@\($0.name): \($0.cycles) cycles" })
  }

}
