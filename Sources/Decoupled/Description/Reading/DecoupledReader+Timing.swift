import Support
import TargetKit

extension DecoupledReader {

  mutating func timings(_ nodes: [SheetNode]) -> [TimingDescription] {
    var found: [TimingDescription] = []
    for node in nodes {
      guard let timing = timing(node) else { continue }
      if found.contains(where: { $0.name == timing.name }) {
        sheet.error("there are two timings called `\(timing.name)`", at: node)
      }
      if timing.name == ClockChoice.functionalName {
        sheet.error("`\(timing.name)` is the clock that counts no cycles", at: node)
      }
      found.append(timing)
    }
    return found
  }

  private mutating func timing(_ node: SheetNode) -> TimingDescription? {
    let keys = ["name", "parameters", "readers", "units"]
    guard let entries = sheet.entries(node, of: "a timing", keys),
      let name = sheet.name("name", in: entries)
    else { return nil }
    var timing = TimingDescription(name: name)
    if let node = entries["parameters"] {
      timing.parameters = numbers(node, of: "the machine", TimingParameter.machine)
    }
    timing.readers = sheet.list("readers", in: entries).compactMap { reader($0) }
    // Every unit has its place, so that its numbers can be set.
    for unit in units { timing.units[unit.name] = [:] }
    guard let node = entries["units"] else { return timing }
    guard let members = node.members else {
      sheet.error("expected numbers for each unit", at: node)
      return timing
    }
    for (unit, node) in members {
      guard let unit = unitName(unit) else { continue }
      timing.units[unit] = numbers(node, of: "unit `\(unit)`", TimingParameter.unit)
    }
    return timing
  }

  private mutating func reader(_ node: SheetNode) -> String? {
    guard let name = sheet.text(node, of: "a reader") else { return nil }
    let names = ["fetch"] + memories.map(\.name)
    if names.contains(name) { return name }
    sheet.error(
      "nothing called `\(name)` reads DRAM", at: node,
      hint: "expected \(names.joined(separator: ", "))")
    return nil
  }

  /// Numbers by their names, each of which is in `table` and in its range.
  private mutating func numbers(
    _ node: SheetNode, of what: String, _ table: [TimingParameter]
  ) -> [String: Double] {
    guard let members = node.members else {
      sheet.error("expected names and numbers for \(what)", at: node)
      return [:]
    }
    var numbers: [String: Double] = [:]
    for (key, value) in members {
      guard let name = key.word,
        let parameter = table.first(where: { $0.name == name })
      else {
        unknownNumber(key, of: what, table)
        continue
      }
      guard let number = value.word.flatMap({ Double($0) }) else {
        sheet.error("expected a number for `\(name)`", at: value, hint: parameter.summary)
        continue
      }
      if let problem = parameter.problem(of: number) {
        sheet.error(problem, at: value, hint: parameter.summary)
      } else {
        numbers[name] = number
      }
    }
    return numbers
  }

  private mutating func unknownNumber(
    _ key: SheetNode, of what: String, _ table: [TimingParameter]
  ) {
    let name = key.word ?? ""
    let near = nearest(to: name, in: table.map(\.name)).map { "`\($0)`" }
    let isOther = TimingParameter.all.first { $0.name == name }
    let hint =
      if let isOther {
        isOther.scope == .unit ? "it is a number of a unit" : "it is a number of the machine"
      } else if near.isEmpty {
        "expected \(table.map(\.name).joined(separator: ", "))"
      } else {
        "did you mean \(near.joined(separator: ", "))?"
      }
    sheet.error("\(what) has no number `\(name)`", at: key, hint: hint)
  }

}
