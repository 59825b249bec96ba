/// How long things take, for the cycle clock: named numbers for each unit.
public struct TimingDescription: Sendable, Hashable {

  public var name: String

  /// Numbers for the whole machine, such as `dram-latency`.
  /// - Units: cycles, or bytes a cycle; the name says which.
  public var parameters: [String: Double]

  /// Numbers for each unit, by the name of the unit.
  public var units: [String: [String: Double]]

  public init(
    name: String, parameters: [String: Double] = [:], units: [String: [String: Double]] = [:]
  ) {
    self.name = name
    self.parameters = parameters
    self.units = units
  }

}
