public import Diagnostics
import Simulation
import Support
import TargetKit

/// The clock that runs use, as the user named it.
public struct ClockChoice: Sendable, Hashable {

  /// The name of a timing of the accelerator; nil for the functional clock.
  var timing: String?

  /// Numbers of the timing that are other than the description has them.
  var numbers: [Number] = []

  struct Number: Sendable, Hashable {
    var name: String
    var value: Double
  }

  /// What the functional clock is called where a timing is named.
  static let functional = "functional"
}

extension ClockChoice: CustomStringConvertible {
  /// As `rtl-2021{dram-latency=20}`.
  public var description: String {
    guard let timing else { return ClockChoice.functional }
    return ConfiguredName.spelling(
      timing, numbers.map { (name: $0.name, value: shortNumber($0.value)) })
  }
}

extension ClockChoice {

  /// Reads `NAME` or `NAME{number=value,…}`.
  /// - Errors: the text is neither.
  init(parsing text: String) throws(Diagnostic) {
    let configured = try ConfiguredName(parsing: text)
    timing = configured.name == ClockChoice.functional ? nil : configured.name
    for setting in configured.settings {
      if timing == nil {
        throw .error("the functional clock has no number `\(setting.name)`", at: setting.place)
      }
      guard let value = Double(setting.value) else {
        throw .error(
          "`\(setting.value)` is no number, which `\(setting.name)` must be", at: setting.place,
          hints: ["write `dram-latency=20`"])
      }
      numbers.append(Number(name: setting.name, value: value))
    }
  }

  /// The timing of `description` that is meant.
  /// - Errors: it has none of that name, or a number of it is none.
  func timing(of description: TargetDescription) throws(Diagnostic) -> TimingDescription? {
    guard let name = timing else { return nil }
    guard var found = description.timings.first(where: { $0.name == name }) else {
      let names = description.timings.map(\.name) + [ClockChoice.functional]
      let near = nearest(to: name, in: names, most: 1).first
      throw .error(
        "`\(description.name)` has no timing `\(name)`",
        hints: [near.map { "did you mean `\($0)`?" } ?? "it has \(names.joined(separator: ", "))"])
    }
    for number in numbers { found = try found.setting(number.name, to: number.value) }
    return found
  }

}

extension Session {

  /// Lets runs use another clock; what runs begins again.
  /// - Errors: no selected accelerator has such a timing; nothing has then changed.
  public mutating func setClock(_ text: String) throws(Diagnostic) {
    let choice = try ClockChoice(parsing: text)
    for target in try targets.current() { _ = try choice.timing(of: target.description) }
    clock = choice
    try beginAgain()
  }

  /// How a workload of the accelerator is run now.
  /// - Errors: it has no such timing.
  func runOptions(_ description: TargetDescription) throws(Diagnostic) -> RunOptions {
    try RunChoice(clock: clock, schedule: schedule, stopsAtRaces: settings.stopsAtRaces)
      .options(for: description)
  }

  /// Streams that were loaded stand at their start again; a program is begun by the next run.
  mutating func beginAgain() throws(Diagnostic) {
    guard let run = journey?.runs.first, journey?.isOfProgram == false else {
      journey = nil
      return
    }
    var device = run.device
    try device.load(device.workload, try runOptions(device.description))
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
      timings += target.description.timings.map { timing in
        let numbers = timing.parameters.sorted { $0.key < $1.key }
        return ClocksAnswer.Timing(
          name: timing.name, target: target.description.name,
          numbers: numbers.map { .init(name: "\($0.key)", value: Double($0.value)) })
      }
    }
    return ClocksAnswer(chosen: clockText, functional: ClockChoice.functional, timings: timings)
  }

}
