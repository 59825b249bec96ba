import Diagnostics
import Passes
import TargetKit

/// Accelerators as passes see them, by the clock that was chosen.
extension Session {

  /// What passes know of the selected accelerators.
  /// - Errors: a description has mistakes.
  mutating func interfaces() throws(Diagnostic) -> [TargetInterface] {
    try targets.current().map { [clock = pace.clock] in $0.interface(by: clock) }
  }

  /// How fast the host is as the first accelerator describes it, and the clock that cycles are of.
  /// - Errors: a description has mistakes.
  mutating func hostRates(
    _ weights: CostWeights
  ) throws(Diagnostic) -> (rates: HostRates, clock: String?) {
    let target = try targets.current().first
    let rates = target?.interface(by: pace.clock).hostRates(weights) ?? HostRates()
    return (rates, pace.clock.timing == nil ? target?.clocks.first?.name : "\(pace.clock)")
  }

}
