public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

/// A number that a machine counts, as a reader sees it.
public struct CounterView: Sendable, Hashable {
  public var name: String
  public var value: Int
  public var unit: String
}

extension Session {

  /// What the machine has counted.
  public var counterViews: [CounterView] {
    (journey?.run?.device.counters ?? []).map {
      CounterView(name: $0.name, value: $0.value, unit: $0.unit)
    }
  }

  /// How often each operator occurs in the program, and in which functions.
  public var operatorCounts: [(name: String, count: Int, place: String)] {
    guard let module = currentProgram?.module else { return [] }
    let homes = module.homes
    var counts: OrderedDictionary<String, (Int, OrderedSet<String>)> = [:]
    for id in module.reachable {
      guard let op = module[id].op else { continue }
      counts[op.name, default: (0, [])].0 += 1
      counts[op.name]?.1.append("@" + (homes[id] ?? "main"))
    }
    return counts.map { (name: $0, count: $1.0, place: $1.1.joined(separator: " ")) }
  }

  /// The outputs of the last whole run.
  public var outputViews: [TensorView] {
    outputs.map { TensorView($0, $1, elements: settings.elementLimit) }
  }

  // MARK: Displays

  /// Shows the value of `text` now and at every stop.
  /// - Errors: it has none.
  public mutating func addDisplay(
    _ text: String, _ format: String
  ) throws(Diagnostic) -> DisplayView {
    let value = try shown(text, format)
    let number = (stopList.displays.map(\.number).max() ?? 0) + 1
    stopList.displays.append(Stops.Display(number: number, format: format, text: text))
    return DisplayView(number: number, expression: text, value: value.text)
  }

  /// What is shown at every stop.
  public var displayViews: [DisplayView] {
    stopList.displays.map { DisplayView(number: $0.number, expression: $0.text, value: nil) }
  }

  /// Shows a value no more, or none of them where there is no number.
  /// - Errors: there is no display of that number.
  public mutating func removeDisplay(_ number: Int?) throws(Diagnostic) {
    guard let number else {
      stopList.displays = []
      return
    }
    guard stopList.displays.contains(where: { $0.number == number }) else {
      throw .error("there is no display \(number)", hints: ["`display` lists them"])
    }
    stopList.displays.removeAll { $0.number == number }
  }

}
