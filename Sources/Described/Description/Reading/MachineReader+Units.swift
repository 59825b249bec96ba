import Diagnostics
import Effects
import ISA
import TargetKit

extension MachineReader {

  /// The units, as a list of names or with a queue and a letter; one where none is named.
  mutating func readUnits(_ root: Entries) -> [UnitDescription] {
    guard let node = root["units"] else { return [UnitDescription(name: "core", letter: "C")] }
    var found: [UnitDescription] = []
    for (key, value) in node.members ?? (node.elements ?? []).map({ ($0, nil) }) {
      guard let name = sheet.name(key, of: "a unit") else { continue }
      if found.contains(where: { $0.name == name }) {
        sheet.error("there are two units called `\(name)`", at: key)
      }
      found.append(unit(name, value, besides: found.map(\.letter)))
    }
    if found.isEmpty { sheet.error("there are no units", at: node, hint: "write `[core]`") }
    if found.count > 16 { sheet.error("there are more than 16 units", at: node) }
    return found
  }

  private mutating func unit(
    _ name: String, _ node: SheetNode?, besides letters: [String]
  ) -> UnitDescription {
    let free = name.uppercased().map(String.init).first { !letters.contains($0) }
    var unit = UnitDescription(name: name, letter: free ?? String(name.prefix(1)))
    guard let node, node.word?.isEmpty != true,
      let entries = sheet.entries(node, of: "unit `\(name)`", ["queue", "letter"])
    else { return unit }
    unit.queueDepth = sheet.optionalInteger("queue", in: entries, 1 ... 1 << 30)
    unit.letter = sheet.optionalText("letter", in: entries) ?? unit.letter
    return unit
  }

  /// The place of the unit that a node names.
  mutating func unit(_ node: SheetNode) -> Int? {
    guard let name = sheet.text(node, of: "a unit") else { return nil }
    return unit(name, at: node)
  }

  mutating func unit(_ name: String, at node: SheetNode) -> Int? {
    if let index = units.firstIndex(where: { $0.name == name }) { return index }
    let names = units.map(\.name).joined(separator: ", ")
    sheet.error("there is no unit `\(name)`", at: node, hint: "the units are \(names)")
    return nil
  }

  /// What runs an instruction: a unit, or for each of several when it does.
  mutating func placement(
    _ entries: Entries, fields: [Field], of name: String
  ) -> [UnitChoice] {
    guard let node = entries["unit"] else {
      if units.count != 1 {
        sheet.error(
          "`\(name)` lacks `unit`", at: entries.node,
          hint: "the units are \(units.map(\.name).joined(separator: ", "))")
      }
      return [UnitChoice(0)]
    }
    guard let members = node.members else { return unit(node).map { [UnitChoice($0)] } ?? [] }
    return members.compactMap { key, value in
      guard let unit = unit(key) else { return nil }
      if value.word?.isEmpty == true { return UnitChoice(unit) }
      let condition = scalar(value, as: "the condition of a unit", over: fields.map(\.name))
      return condition.map { UnitChoice(unit, where: $0) }
    }
  }

  /// The number that a node spells over variables.
  mutating func scalar(
    _ node: SheetNode, as what: String, over variables: [String], state: [StatePart] = []
  ) -> Scalar? {
    guard let source = sheet.source(node, named: "number", of: what) else { return nil }
    do throws(Diagnostic) {
      return try Scalar.reading(source, as: what, over: variables, state: state)
    } catch {
      sheet.insert(error, from: ["number": node])
      return nil
    }
  }

}
