import Simulation
import TargetKit

/// A number that a machine counts, as a reader sees it.
public struct CounterView: Sendable, Hashable {
  public var name: String
  public var value: Int
  public var unit: String
}

extension Device {
  /// What it has counted.
  var counterViews: [CounterView] {
    counters.map { CounterView(name: $0.name, value: $0.value, unit: $0.unit) }
  }
}
