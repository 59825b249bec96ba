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
    clock = choice
    try beginAgain()
  }

  /// How workloads are run now.
  var runOptions: RunOptions { runOptions(stopsAtRaces: nil) }

  /// - Parameter stopsAtRaces: other than it is set.
  func runOptions(stopsAtRaces: Bool?) -> RunOptions {
    RunOptions(
      schedule: schedule, clock: clock, stopsAtRaces: stopsAtRaces ?? settings.stopsAtRaces)
  }

  /// Streams that were loaded stand at their start again; a program is begun by the next run.
  mutating func beginAgain() throws(Diagnostic) {
    guard let run = journey?.runs.first, journey?.isOfProgram == false else {
      journey = nil
      return
    }
    var device = run.device
    try device.load(device.workload, runOptions)
    journey = Journey(run.name, device)
    if run.device.mark > Mark() { report(.note("the streams begin again")) }
  }

  /// The clock that runs use, as `timing` takes it.
  public var clockText: String { "\(clock)" }

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
