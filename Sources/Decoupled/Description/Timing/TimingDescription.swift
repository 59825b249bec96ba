public import Diagnostics
import Support
public import TargetKit

/// How long things take, for the cycle clock: numbers for the machine and for each unit.
///
/// `MachineNumber` and `UnitNumber` say which numbers there are and what they mean.
public struct TimingDescription: Sendable, Hashable {

  public var name: String

  /// The numbers of the whole machine that are given.
  public var machine: [MachineNumber: Int]

  /// The numbers of each unit that are given, by the name of the unit.
  public var units: [String: [UnitNumber: Int]]

  /// Who reads first when several want to: `fetch` and the names of memories, the first one first.
  /// What is not in it comes last.
  public var readers: [String]

  public init(
    name: String, machine: [MachineNumber: Int] = [:], units: [String: [UnitNumber: Int]] = [:],
    readers: [String] = []
  ) {
    self.name = name
    self.machine = machine
    self.units = units
    self.readers = readers
  }

  /// The number of the machine, as it is given or else as its key has it.
  public subscript(_ number: MachineNumber) -> Int {
    machine[number] ?? number.parameter.standard
  }

  /// The number of a unit, as it is given or else as its key has it.
  public subscript(_ number: UnitNumber, of unit: String) -> Int {
    units[unit]?[number] ?? number.parameter.standard
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
      guard let number = UnitNumber.named(parts[1]) else { throw unknown(name) }
      timing.units[parts[0], default: [:]][number] = try number.checked(value)
    } else {
      guard let number = MachineNumber.named(name) else { throw unknown(name) }
      timing.machine[number] = try number.checked(value)
    }
    return timing
  }

  private func unknown(_ name: String) -> Diagnostic {
    let names =
      MachineNumber.names
      + units.keys.sorted().flatMap { unit in UnitNumber.names.map { "\(unit).\($0)" } }
    let near = nearest(to: name, in: names).map { "`\($0)`" }.joined(separator: ", ")
    return .error(
      "the timing `\(self.name)` has no number `\(name)`",
      hints: [
        near.isEmpty
          ? "the machine has \(MachineNumber.names.joined(separator: ", "))"
          : "did you mean \(near)?"
      ])
  }

}

extension TimingNumber {

  /// - Errors: the value is none of this number.
  fileprivate func checked(_ value: Double) throws(Diagnostic) -> Int {
    if let problem = parameter.problem(of: value) {
      throw .error(problem, hints: ["\(name) is \(parameter.unit) \(parameter.meaning)"])
    }
    return Int(value)
  }

}

extension TimingDescription {
  /// As answers that list clocks show it.
  var summary: ClockSummary {
    ClockSummary(
      name: name,
      numbers: machine.sorted { $0.key.name < $1.key.name }.map {
        .init(name: $0.key.name, value: Double($0.value))
      })
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
