import Diagnostics
import TargetKit

extension MachineDescription {

  /// The clock that is chosen; nil for the functional clock.
  /// - Errors: there is no such clock, or a formula has no numbers that can be set.
  func timing(_ clock: ClockChoice) throws(Diagnostic) -> FormulaTiming? {
    guard let name = clock.timing else { return nil }
    guard let timing = timings.first(where: { $0.name == name }) else {
      throw clock.unknown(to: self.common.name, among: timings.map(\.name))
    }
    if let number = clock.numbers.first {
      throw .error(
        "the clock `\(name)` has no number `\(number.name)`",
        hints: ["change its formulas in the description"])
    }
    return timing
  }

}
