import Diagnostics
import Effects
import ISA
import TargetKit
import Tensors

extension MachineReader {

  /// The parts, each as `int8[256, 16]`, or with `type` and `fields` where its numbers are words.
  mutating func readState(_ root: Entries) -> [StatePart] {
    guard let node = sheet.require("state", in: root) else { return [] }
    guard let members = node.members else {
      sheet.error(
        "expected parts of the state by name", at: node, hint: "such as `acc: int32[32, 4]`")
      return []
    }
    var entries: [StatePart.Entry] = []
    var nodes: [String: SheetNode] = [:]
    var syntaxes: [String: SheetNode] = [:]
    for (key, value) in members {
      guard let name = sheet.name(key, of: "a part of the state") else { continue }
      let own =
        value.members == nil
        ? nil : sheet.entries(value, of: "`\(name)`", ["type", "fields", "syntax"])
      if value.members != nil, own == nil { continue }
      guard let type = own.map({ sheet.require("type", in: $0) }) ?? value,
        let source = sheet.source(
          type, named: "state \(name)", of: "a type, such as `int8[256, 16]`")
      else { continue }
      nodes[source.name] = type
      var fields: SourceText?
      if let node = own?["fields"] {
        fields = sheet.source(node, named: "fields of \(name)", of: "fields")
        nodes["fields of \(name)"] = node
      }
      entries.append(StatePart.Entry(name, source, fields: fields))
      syntaxes[name] = own?["syntax"]
    }
    var mistakes = DiagnosticSet()
    let parts = StatePart.reading(entries, into: &mistakes)
    sheet.insert(mistakes, from: nodes)
    readMicroOp(parts, syntaxes)
    checkSize(of: parts, at: node)
    return parts
  }

  /// Listings know one kind of words in memories: those of the first part that says what they are
  /// made of.
  private mutating func readMicroOp(_ parts: [StatePart], _ syntaxes: [String: SheetNode]) {
    for part in parts where part.fields.isEmpty {
      guard let node = syntaxes[part.name] else { continue }
      sheet.error("`\(part.name)` has `syntax`, but no `fields`", at: node)
    }
    guard let part = parts.first(where: { !$0.fields.isEmpty }) else { return }
    let syntax = syntaxes[part.name].flatMap {
      self.syntax($0, fields: part.fields, name: part.name)
    }
    microOp = Format(part.name, fields: part.fields, syntax: syntax)
    microOpWidth = part.type.element.byteSize * 8
  }

  /// - Units: bytes of all parts together.
  private static let mostBytes = 1 << 30

  private mutating func checkSize(of parts: [StatePart], at node: SheetNode) {
    if parts.isEmpty { sheet.error("there is no state", at: node) }
    var rest = Self.mostBytes
    for part in parts where part.base == nil {
      rest -= part.byteCount
      guard rest >= 0 else {
        return sheet.error(
          "all parts of the state together are larger than 1 GiB", at: node,
          hint: "`\(part.name)` is the first that has no room")
      }
    }
  }

}
