import Diagnostics
import Effects
import ISA
import TargetKit

extension DecoupledReader {

  /// The instructions of a description, with what they mean.
  struct Instructions {
    var set = InstructionSet(
      width: 8, opcode: Field("opcode", lsb: 0, width: 1), formats: [],
      microOp: Format("uop", fields: []),
      microOpWidth: 8)
    var meanings: [InstructionDescription] = []
    var microOp = MicroOpDescription(destination: 0, source: 0, weight: 0)
  }

  mutating func instructions(_ root: Entries) -> Instructions {
    var result = Instructions()
    guard let node = sheet.require("instructions", in: root),
      let entries = sheet.entries(
        node, of: "`instructions`", ["width", "opcode", "common", "formats"])
    else { return result }
    result.set.width = sheet.integer("width", in: entries, 8 ... 128) ?? 128
    if !result.set.width.isMultiple(of: 8), let node = entries["width"] {
      sheet.error("the width has to be a multiple of 8", at: node)
    }
    let width = result.set.width
    if let opcode = sheet.require("opcode", in: entries).flatMap({ field($0, width: width) }) {
      result.set.opcode = opcode.field
    }
    let common = sheet.list("common", in: entries).compactMap { field($0, width: width) }
    for node in sheet.list("formats", in: entries) {
      guard let format = format(node, common: common, set: result.set) else { continue }
      result.set.formats.append(format.0)
      result.meanings.append(format.1)
    }
    readMicroOp(root, into: &result)
    return result
  }

  /// A field, with what the description says besides.
  struct ReadField {
    var field: Field
    var parameter: SheetNode?
    var node: SheetNode
  }

  private mutating func field(_ node: SheetNode, width limit: Int) -> ReadField? {
    let keys = ["name", "lsb", "width", "signed", "is", "names", "indexes"]
    guard let entries = sheet.entries(node, of: "a field", keys),
      let name = sheet.name("name", in: entries),
      let lsb = sheet.integer("lsb", in: entries, 0 ... limit - 1),
      let width = sheet.integer("width", in: entries, 1 ... 64)
    else { return nil }
    if lsb + width > limit {
      sheet.error(
        "`\(name)` ends at bit \(lsb + width), but there are only \(limit) bits", at: node)
      return nil
    }
    var names: [Int: String] = [:]
    for (number, word) in sheet.numberedWords("names", in: entries) {
      names[number] = sheet.text(word, of: "a name")
    }
    if let indexed = entries["indexes"], let name = sheet.text(indexed, of: "a memory"),
      !memories.contains(where: { $0.name == name })
    {
      sheet.error("there is no memory `\(name)`", at: indexed)
    }
    let field = Field(
      name, lsb: lsb, width: width,
      isSigned: sheet.flag("signed", in: entries, default: false), names: names)
    return ReadField(field: field, parameter: entries["is"], node: node)
  }

  private mutating func format(
    _ node: SheetNode, common: [ReadField], set: InstructionSet
  ) -> (Format, InstructionDescription)? {
    let keys = ["name", "opcode", "means", "unit", "syntax", "fields", "operations"]
    guard let entries = sheet.entries(node, of: "an instruction", keys),
      let name = sheet.name("name", in: entries),
      let opcode = sheet.integer("opcode", in: entries, set.opcode.range),
      let meaning = sheet.choice("means", in: entries, Meaning.self),
      let unit = sheet.require("unit", in: entries).flatMap({ unitName($0) })
    else { return nil }
    if set.formats.contains(where: { $0.opcode == opcode }) {
      sheet.error("opcode \(opcode) is taken", at: entries["opcode"] ?? node)
    }
    if set.formats.contains(where: { $0.name == name }) {
      sheet.error("there are two instructions called `\(name)`", at: node)
    }
    var fields = common
    fields += sheet.list("fields", in: entries).compactMap { field($0, width: set.width) }
    checkDisjoint(fields, with: set.opcode)
    var description = InstructionDescription(name: name, meaning: meaning, fields: [:], unit: unit)
    bind(&fields, of: meaning, to: &description, at: node)
    for (number, word) in sheet.numberedWords("operations", in: entries) {
      description.operations[number] = sheet.choice(word, of: "operation", AluOperation.self)
    }
    let format = Format(
      name, opcode: opcode, fields: fields.map(\.field),
      syntax: syntax(entries, fields: fields, name: name))
    return (format, description)
  }

  /// Finds the fields of the parameters and gives the memory field the names of the memories.
  private mutating func bind(
    _ fields: inout [ReadField], of meaning: Meaning, to description: inout InstructionDescription,
    at node: SheetNode
  ) {
    for index in fields.indices {
      guard let word = fields[index].parameter,
        let parameter = sheet.choice(word, of: "parameter", Parameter.self)
      else { continue }
      let field = fields[index].field
      if field.isSigned, parameter != .immediate {
        sheet.error("`\(parameter.rawValue)` can't be negative", at: word)
      }
      if field.width > parameter.widthLimit {
        sheet.error(
          "`\(parameter.rawValue)` has \(field.width) bits, but \(parameter.widthLimit) at most",
          at: word)
      }
      if !meaning.parameters.contains(parameter) {
        sheet.error("`\(meaning.rawValue)` has no `\(parameter.rawValue)`", at: word)
      }
      if description.fields.updateValue(index, forKey: parameter) != nil {
        sheet.error("two fields are the `\(parameter.rawValue)`", at: word)
      }
      if parameter == .memory, fields[index].field.names.isEmpty {
        for memory in memories { fields[index].field.names[memory.code] = memory.name }
      }
    }
    for parameter in meaning.required where description.fields[parameter] == nil {
      sheet.error(
        "`\(description.name)` means `\(meaning.rawValue)`, but no field is its `\(parameter.rawValue)`",
        at: node)
    }
  }

  private mutating func checkDisjoint(_ fields: [ReadField], with opcode: Field) {
    for (index, one) in fields.enumerated() {
      if one.field.bits.overlaps(opcode.bits) {
        sheet.error("`\(one.field.name)` overlaps the opcode", at: one.node)
      }
      for other in fields[..<index] {
        if other.field.name == one.field.name {
          sheet.error("there are two fields called `\(one.field.name)`", at: one.node)
        } else if other.field.bits.overlaps(one.field.bits) {
          sheet.error("`\(one.field.name)` overlaps `\(other.field.name)`", at: one.node)
        }
      }
    }
  }

  private mutating func syntax(
    _ entries: Entries, fields: [ReadField], name: String
  ) -> Syntax? {
    guard let node = entries["syntax"], let text = sheet.text(node, of: "a syntax") else {
      return nil
    }
    do {
      let syntax = try Syntax(text)
      for word in syntax.fieldNames where !fields.contains(where: { $0.field.name == word }) {
        sheet.error("`\(name)` has no field `\(word)`", at: node)
      }
      if let problem = syntax.problem(for: name) { sheet.error(problem, at: node) }
      return syntax
    } catch {
      sheet.error(error.message, at: node, hint: error.hints.first)
      return nil
    }
  }

  private mutating func readMicroOp(_ root: Entries, into result: inout Instructions) {
    guard let node = sheet.require("micro-op", in: root),
      let entries = sheet.entries(node, of: "`micro-op`", ["width", "syntax", "fields"]),
      let width = sheet.integer("width", in: entries, 8 ... 64)
    else { return }
    if ![8, 16, 32, 64].contains(width) {
      sheet.error("a micro-op has 8, 16, 32 or 64 bits", at: node)
    }
    let fields = sheet.list("fields", in: entries).compactMap { field($0, width: width) }
    for one in fields where one.field.width > 32 || one.field.isSigned {
      sheet.error("a field of a micro-op is an index of at most 32 bits", at: one.node)
    }
    for (index, one) in fields.enumerated() {
      for other in fields[..<index] where other.field.bits.overlaps(one.field.bits) {
        sheet.error("`\(one.field.name)` overlaps `\(other.field.name)`", at: one.node)
      }
    }
    result.set.microOpWidth = width
    result.set.microOp = Format(
      "uop", fields: fields.map(\.field), syntax: syntax(entries, fields: fields, name: "uop"))
    let place = { (word: String) in
      fields.firstIndex { $0.parameter?.word == word }
    }
    for word in ["destination", "source", "weight"] where place(word) == nil {
      sheet.error("no field of a micro-op is its `\(word)`", at: node)
    }
    result.microOp = MicroOpDescription(
      destination: place("destination") ?? 0, source: place("source") ?? 0,
      weight: place("weight") ?? 0)
  }

}
