import Simulation
import TargetKit

/// A number that a machine counts, as a reader sees it.
public struct CounterView: Sendable, Hashable {
  public var name: String
  public var value: Int
  public var unit: String

  /// The most that there can be at a time, of what comes and goes.
  public var limit: Int?

  public init(name: String, value: Int, unit: String, limit: Int? = nil) {
    self.name = name
    self.value = value
    self.unit = unit
    self.limit = limit
  }
}

extension Device {
  /// What it has counted.
  var counterViews: [CounterView] {
    counters.map {
      CounterView(name: $0.name, value: $0.value, unit: $0.unit, limit: $0.limit)
    }
  }
}
