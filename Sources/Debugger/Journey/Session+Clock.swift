public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// Lets runs use another clock; what runs begins again.
  /// - Errors: no selected accelerator has such a timing; nothing has then changed.
  public mutating func setClock(_ text: String) throws(Diagnostic) {
    let choice = try ClockChoice(parsing: text)
    for target in try targets.current() { try target.check(choice) }
    pace.clock = choice
    try beginAgain()
  }

  /// The clock that runs use, as `timing` takes it.
  public var clockText: String { "\(pace.clock)" }

  /// The clocks that there are.
  /// - Errors: the description of a selected accelerator has mistakes.
  public mutating func clocks() throws(Diagnostic) -> ClocksAnswer {
    var timings: [ClocksAnswer.Timing] = []
    for target in try targets.current() {
      timings += target.clocks.map { clock in
        ClocksAnswer.Timing(
          name: clock.name, target: target.description.name,
          numbers: clock.numbers.map { .init(name: $0.name, value: $0.value) })
      }
    }
    return ClocksAnswer(chosen: clockText, functional: ClockChoice.functionalName, timings: timings)
  }

}
