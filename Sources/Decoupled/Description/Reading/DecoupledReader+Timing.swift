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
      timing.machine = numbers(node, of: "the machine")
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
      timing.units[unit] = numbers(node, of: "unit `\(unit)`")
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

  /// Numbers by their keys, each in its range.
  private mutating func numbers<Number: TimingNumber>(
    _ node: SheetNode, of what: String
  ) -> [Number: Int] {
    guard let members = node.members else {
      sheet.error("expected names and numbers for \(what)", at: node)
      return [:]
    }
    var numbers: [Number: Int] = [:]
    for (key, value) in members {
      guard let number = key.word.flatMap({ Number.named($0) }) else {
        unknownNumber(key, of: what, Number.names)
        continue
      }
      let parameter = number.parameter
      guard let given = value.word.flatMap({ Double($0) }) else {
        sheet.error("expected a number for `\(number.name)`", at: value, hint: parameter.summary)
        continue
      }
      if let problem = parameter.problem(of: given) {
        sheet.error(problem, at: value, hint: parameter.summary)
      } else {
        numbers[number] = Int(given)
      }
    }
    return numbers
  }

  private mutating func unknownNumber(_ key: SheetNode, of what: String, _ names: [String]) {
    let name = key.word ?? ""
    let near = nearest(to: name, in: names).map { "`\($0)`" }
    let hint =
      if MachineNumber.named(name) != nil {
        "it is a number of the machine"
      } else if UnitNumber.named(name) != nil {
        "it is a number of a unit"
      } else if near.isEmpty {
        "expected \(names.joined(separator: ", "))"
      } else {
        "did you mean \(near.joined(separator: ", "))?"
      }
    sheet.error("\(what) has no number `\(name)`", at: key, hint: hint)
  }

}
