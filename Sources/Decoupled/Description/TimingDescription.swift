public import Diagnostics
import Support
public import TargetKit

/// How long things take, for the cycle clock: named numbers for the machine and for each unit.
///
/// `TimingParameter` says which numbers there are and what they mean.
public struct TimingDescription: Sendable, Hashable {

  public var name: String

  /// Numbers for the whole machine, such as `dram-latency`.
  /// - Units: cycles, bytes or beats; `TimingParameter` says which.
  public var parameters: [String: Double]

  /// Numbers for each unit, by the name of the unit.
  public var units: [String: [String: Double]]

  /// Who reads first when several want to: `fetch` and the names of memories, the first one first.
  /// What is not in it comes last.
  public var readers: [String]

  public init(
    name: String, parameters: [String: Double] = [:], units: [String: [String: Double]] = [:],
    readers: [String] = []
  ) {
    self.name = name
    self.parameters = parameters
    self.units = units
    self.readers = readers
  }

  /// The number of the machine, as it is given or else as the table has it.
  public func number(_ name: String) -> Int {
    number(name, parameters[name], TimingParameter.machine)
  }

  /// The number of a unit, as it is given or else as the table has it.
  public func number(_ name: String, of unit: String) -> Int {
    number(name, units[unit]?[name], TimingParameter.unit)
  }

  private func number(_ name: String, _ given: Double?, _ table: [TimingParameter]) -> Int {
    guard let parameter = table.first(where: { $0.name == name }) else { return 0 }
    return given.flatMap { Int(exactly: $0) } ?? parameter.standard
  }

}

extension TimingDescription {

  /// The same timing with one other number.
  /// - Parameter name: of a number of the machine, or of one of a unit as `unit.name`.
  /// - Throws: what is wrong with the name or the number, with the names that are near.
  public func setting(_ name: String, to value: Double) throws(Diagnostic) -> Self {
    var timing = self
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, units[parts[0]] != nil {
      let parameter = try find(parts[1], TimingParameter.unit, as: name)
      try parameter.check(value)
      timing.units[parts[0], default: [:]][parts[1]] = value
    } else {
      let parameter = try find(name, TimingParameter.machine, as: name)
      try parameter.check(value)
      timing.parameters[name] = value
    }
    return timing
  }

  private func find(
    _ name: String, _ table: [TimingParameter], as whole: String
  ) throws(Diagnostic) -> TimingParameter {
    if let parameter = table.first(where: { $0.name == name }) { return parameter }
    let names =
      TimingParameter.machine.map(\.name)
      + units.keys.sorted().flatMap { unit in TimingParameter.unit.map { "\(unit).\($0.name)" } }
    let near = nearest(to: whole, in: names).map { "`\($0)`" }.joined(separator: ", ")
    throw .error(
      "the timing `\(self.name)` has no number `\(whole)`",
      hints: [
        near.isEmpty
          ? "the machine has \(TimingParameter.machine.map(\.name).joined(separator: ", "))"
          : "did you mean \(near)?"
      ])
  }

}

extension TimingParameter {

  /// What is wrong with a value of this, if anything is.
  public func problem(of value: Double) -> String? {
    guard let number = Int(exactly: value) else { return "`\(name)` is \(value), no whole number" }
    guard range.contains(number) else {
      return "`\(name)` is \(number), which is not in \(range.lowerBound) to \(range.upperBound)"
    }
    return nil
  }

  fileprivate func check(_ value: Double) throws(Diagnostic) {
    guard let problem = problem(of: value) else { return }
    throw .error(problem, hints: ["\(name) is \(unit) \(meaning)"])
  }

}

extension TimingDescription {
  /// As answers that list clocks show it.
  var summary: ClockSummary {
    ClockSummary(
      name: name,
      numbers: parameters.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
  }
}

extension DecoupledDescription {

  /// The timing that is chosen, with its numbers as they are set; nil for the functional clock.
  /// - Errors: there is none of that name, or a number of it is none.
  public func timing(_ clock: ClockChoice) throws(Diagnostic) -> TimingDescription? {
    guard let name = clock.timing else { return nil }
    guard var found = timings.first(where: { $0.name == name }) else {
      throw clock.unknown(to: self.name, among: timings.map(\.name))
    }
    for number in clock.numbers { found = try found.setting(number.name, to: number.value) }
    return found
  }

}
