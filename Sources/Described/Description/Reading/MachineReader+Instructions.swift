import Diagnostics
import Effects
import ISA
import Support
import TargetKit

extension MachineReader {

  /// An instruction, and where it stands.
  struct Instruction {
    var format: Format
    var effect: Effect
    var units: [UnitChoice]
    var node: SheetNode
    var entries: Entries
  }

  /// What becomes of an instruction no case of which holds, where that is meant so.
  private enum Otherwise: String, CaseIterable { case fault }

  private static let instructionKeys = [
    "code", "sub", "width", "unit", "fields", "names", "syntax", "for", "let", "does", "cases",
    "else",
  ]

  mutating func readInstructions(_ root: Entries) -> [Instruction] {
    guard let node = sheet.require("instructions", in: root) else { return [] }
    guard let members = node.members else {
      sheet.error("expected instructions by name", at: node)
      return []
    }
    if members.isEmpty { sheet.error("there are no instructions", at: node) }
    var found: [Instruction] = []
    for (key, value) in members {
      if Interruption.current.isRequested { return [] }
      guard let name = sheet.name(key, of: "an instruction"),
        let entries = sheet.entries(value, of: "`\(name)`", Self.instructionKeys),
        let instruction = instruction(name, entries, at: key)
      else {
        // Who names it further on is not told that there is none.
        key.word.map { unreadable.append($0) }
        continue
      }
      found.append(instruction)
    }
    return found
  }

  private mutating func instruction(
    _ name: String, _ entries: Entries, at node: SheetNode
  ) -> Instruction? {
    _ = sheet.optionalChoice("else", in: entries, Otherwise.self)
    let code = sheet.integer("code", in: entries, words.opcode.range)
    let width = width(entries["width"])
    let bits = width ?? words.width
    let selectors = entries["sub"].map { self.selectors($0, width: bits) } ?? []
    var own = entries["fields"].map { fields($0, width: bits) } ?? []
    names(of: &own, entries)
    if let node = entries["fields"] { check(own, selectors, at: node) }
    let all = own + words.flags
    let units = placement(entries, fields: all, of: name)
    let syntax = entries["syntax"].flatMap { self.syntax($0, fields: all, name: name) }
    guard let code, let effect = effect(entries, fields: all, of: name) else { return nil }
    let format = Format(
      name, opcode: code, fields: all, syntax: syntax, selectors: selectors, width: width)
    return Instruction(format: format, effect: effect, units: units, node: node, entries: entries)
  }

  // MARK: - Fields

  /// Fields that say which instruction it is: `kind@8:2 == 1, mode@12 == 0`.
  private mutating func selectors(_ node: SheetNode, width: Int) -> [Format.Selector] {
    guard let text = sheet.text(node, of: "fields and their numbers") else { return [] }
    var found: [Format.Selector] = []
    var start = 0
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      defer { start += part.utf8.count + 1 }
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      // The field stays where it is in the text, so that mistakes in it do.
      let spelling = String(repeating: " ", count: start) + sides[0]
      var mistakes = DiagnosticSet()
      let fields = Field.reading(
        SourceText(name: "sub", text: spelling), width: width, into: &mistakes)
      sheet.insert(mistakes, from: ["sub": node])
      let number =
        sides.count < 2 ? nil : Int(spelling: sides[1].drop { $0 == "=" || $0 == " " }.trimmed)
      guard let field = fields.first, fields.count == 1, let number, field.range.contains(number)
      else {
        if !mistakes.containsError {
          sheet.insert(
            .error(
              "`\(part.trimmed)` does not select an instruction",
              at: Place(file: "sub", line: 1, column: start + 1),
              hints: ["write a field and a number that it can hold: `kind@8:2 == 1`"]),
            from: ["sub": node])
        }
        continue
      }
      found.append(Format.Selector(field, number))
    }
    return found
  }

  /// Gives numbers of fields the names by which listings call them.
  private mutating func names(of fields: inout [Field], _ entries: Entries) {
    guard let node = entries["names"] else { return }
    guard let members = node.members else {
      return sheet.error(
        "expected fields with names for their numbers", at: node, hint: "write `{f: {0: max}}`")
    }
    for (key, value) in members {
      guard let name = sheet.text(key, of: "a field") else { continue }
      guard let index = fields.firstIndex(where: { $0.name == name }) else {
        sheet.error("there is no field `\(name)`", at: key, hint: hint(fields))
        continue
      }
      guard let words = value.members else {
        sheet.error("expected numbers and words for `\(name)`", at: value)
        continue
      }
      for (number, word) in words {
        guard
          let number = sheet.integer(number, of: "a number of `\(name)`", in: fields[index].range)
        else { continue }
        fields[index].names[number] = sheet.text(word, of: "a name")
      }
    }
  }

  private func hint(_ fields: [Field]) -> String? {
    fields.isEmpty ? nil : "the fields are \(fields.map(\.name).joined(separator: ", "))"
  }

  /// Says which fields take bits that are something else already, or names that mean something.
  private mutating func check(
    _ fields: [Field], _ selectors: [Format.Selector], at node: SheetNode
  ) {
    let taken =
      [("the opcode", words.opcode)]
      + selectors.map { ("`\($0.field.name)` of `sub`", $0.field) }
      + words.flags.map { ("the flag `\($0.name)`", $0) }
    for field in fields {
      let place = self.place(of: field, in: node)
      for (what, other) in taken where other.bits.overlaps(field.bits) {
        sheet.insert(
          .error(
            "`\(field.name)` overlaps \(what)", at: place,
            hints: ["that is `\(other.text)`"]), from: ["fields": node])
      }
      if words.flags.contains(where: { $0.name == field.name }) {
        sheet.insert(
          .error("there is a flag called `\(field.name)` already", at: place),
          from: ["fields": node])
      }
      if state.contains(where: { $0.name == field.name }) {
        sheet.insert(
          .error(
            "`\(field.name)` is a part of the state already", at: place,
            hints: ["give the field a name of its own"]), from: ["fields": node])
      }
    }
  }

  /// Where in the word of `node` a field stands.
  func place(of field: Field, in node: SheetNode) -> Place {
    let text = node.word ?? ""
    var column = 1
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if word.hasPrefix("\(field.name)@") { break }
      column += word.count + 1
    }
    return Place(file: "fields", line: 1, column: column)
  }

  /// How a listing spells the words of `name`.
  mutating func syntax(_ node: SheetNode, fields: [Field], name: String) -> Syntax? {
    guard let text = sheet.text(node, of: "a syntax") else { return nil }
    do throws(Diagnostic) {
      let syntax = try Syntax(text)
      for word in syntax.fieldNames where !fields.contains(where: { $0.name == word }) {
        sheet.error("`\(name)` has no field `\(word)`", at: node, hint: hint(fields))
      }
      if let problem = syntax.problem(for: name) { sheet.error(problem, at: node) }
      return syntax
    } catch {
      sheet.error(error.message, at: node, hint: error.hints.first)
      return nil
    }
  }

  // MARK: - Effects

  private mutating func effect(
    _ entries: Entries, fields: [Field], of name: String
  ) -> Effect? {
    var texts = Texts()
    let loops = texts.source(entries["for"], named: "for", of: "loops", &sheet)
    let names = texts.source(entries["let"], named: "let", of: "names", &sheet)
    guard let cases = cases(entries, of: name, &texts) else { return nil }
    var mistakes = DiagnosticSet()
    let text = EffectText(loops: loops, names: names, cases: cases)
    let effect = Effect.reading(text, fields: fields, state: state, into: &mistakes)
    // A name that a field has and the state has too has been reported where the field stands.
    let own = DiagnosticSet(mistakes.elements.filter { $0.place?.file != "fields" })
    sheet.insert(own, from: texts.nodes)
    return effect
  }

  private mutating func cases(
    _ entries: Entries, of name: String, _ texts: inout Texts
  ) -> [EffectText.Case]? {
    if let node = entries["does"] {
      if let other = entries["cases"] {
        sheet.error(
          "`\(name)` has `does` and `cases`", at: other, hint: "put all it does into `cases`")
      }
      return texts.source(node, named: "does", of: "what it does", &sheet).map { [.init(does: $0)] }
    }
    guard let node = entries["cases"] else {
      sheet.error("`\(name)` lacks `does`", at: entries.node, hint: "`does: stop` ends a program")
      return nil
    }
    let nodes = sheet.elements(node, of: "cases")
    if nodes.isEmpty {
      sheet.error("no case says what `\(name)` does", at: node, hint: "write `- does: stop`")
      return nil
    }
    let found = nodes.enumerated().compactMap { index, node -> EffectText.Case? in
      guard let own = sheet.entries(node, of: "a case", ["when", "does"]),
        let does = texts.source(
          sheet.require("does", in: own), named: "does \(index + 1)", of: "what it does", &sheet)
      else { return nil }
      let when = texts.source(own["when"], named: "when \(index + 1)", of: "a condition", &sheet)
      return EffectText.Case(when: when, does: does)
    }
    // Where none can be read it is said of each why.
    return found.isEmpty ? nil : found
  }

  /// Texts of an instruction, and what spells them.
  private struct Texts {

    private(set) var nodes: [String: SheetNode] = [:]

    mutating func source(
      _ node: SheetNode?, named name: String, of what: String, _ sheet: inout Sheet
    ) -> SourceText? {
      guard let node else { return nil }
      nodes[name] = node
      return sheet.source(node, named: name, of: what)
    }
  }

}

extension Substring {
  /// Without blanks around.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
