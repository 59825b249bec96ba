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
    (execution?.run?.device.counters ?? []).map {
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

  /// The first instruction that `text` names; nil where there is no text.
  /// - Errors: the text is no location, or names no instruction of what runs.
  public func firstInstruction(at text: String?) throws(Diagnostic) -> Int? {
    guard let text else { return nil }
    let location = try Location(parsing: text)
    try check(location)
    guard let first = try instructions(at: location).first else {
      throw .error("`\(text)` is not in what runs now")
    }
    return first.value
  }

  // MARK: Displays

  /// Shows the value of `text` now and at every stop.
  /// - Errors: it has none.
  public mutating func addDisplay(
    _ text: String, _ format: String
  ) throws(Diagnostic) -> DisplayView {
    let value = try shown(text, format)
    let number = (stopList.displays.map(\.number).max() ?? 0) + 1
    stopList.displays.append(StopList.Display(number: number, format: format, text: text))
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

  // MARK: Going on to a place

  /// Goes on to a location, or until an expression is not 0.
  /// - Errors: the text is neither, or nothing runs.
  public mutating func goOn(
    until text: String, isBackwards: Bool
  ) throws(Diagnostic) -> StopReport {
    try ensureRunning()
    guard !text.isEmpty else { throw .error("a location or an expression is missing") }
    guard let location = try? Location(parsing: text) else {
      return try step(until: Expression(parsing: text), text, isBackwards)
    }
    try check(location)
    let saved = stopList
    _ = try addStop(.temporary, text)
    let number = stopList.entries.last?.number
    defer {
      if let number, stopList.entries.contains(where: { $0.number == number }) {
        stopList = saved
      }
    }
    var report = isBackwards ? try resumeBack() : try resume()
    if report.reason == "temporary breakpoint \(number ?? 0)" {
      report.reason = "\(location)"
      lastReport = report
    }
    return report
  }

  private mutating func step(
    until condition: Expression, _ text: String, _ isBackwards: Bool
  ) throws(Diagnostic) -> StopReport {
    while true {
      let report = try step(.instruction, count: 1, isBackwards: isBackwards)
      guard report.kind == "step" || report.kind == "stream-end" else { return report }
      if try evaluate(condition) != 0 {
        return finish(StopReport("until", text), isBackwards: isBackwards)
      }
    }
  }

}
