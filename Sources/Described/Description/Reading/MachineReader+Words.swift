import Diagnostics
import Effects
import ISA
import TargetKit

extension MachineReader {

  /// How instructions are laid out that do not say otherwise.
  struct Words {

    /// - Units: bits.
    var width = 64
    var opcode = Field("opcode", lsb: 0, width: 1)

    /// Fields of one bit that all instructions have.
    var flags: [Field] = []
  }

  mutating func readWords(_ root: Entries) -> Words {
    var words = Words()
    guard let node = sheet.require("words", in: root),
      let entries = sheet.entries(node, of: "`words`", ["width", "opcode", "flags"])
    else { return words }
    words.width = width(sheet.require("width", in: entries)) ?? words.width
    if let node = sheet.require("opcode", in: entries) {
      let fields = fields(node, width: words.width)
      if fields.count == 1 { words.opcode = fields[0] }
      if fields.count > 1 {
        sheet.error("the opcode is one field, found \(fields.count)", at: node)
      }
    }
    if let node = entries["flags"] {
      words.flags = fields(node, width: words.width)
      for flag in words.flags where flag.width != 1 {
        sheet.error(
          "the flag `\(flag.name)` has \(flag.width) bits", at: node, hint: "a flag is one bit")
      }
      for flag in words.flags where flag.bits.overlaps(words.opcode.bits) {
        sheet.error("`\(flag.name)` overlaps the opcode, which is `\(words.opcode.text)`", at: node)
      }
    }
    return words
  }

  /// The bits of an instruction.
  mutating func width(_ node: SheetNode?) -> Int? {
    guard let node, let width = sheet.integer(node, of: "`width`", in: 8 ... 512) else {
      return nil
    }
    guard width.isMultiple(of: 8) else {
      sheet.error(
        "words of \(width) bits", at: node,
        hint: "a word is whole bytes: \(width / 8 * 8) or \(width / 8 * 8 + 8) bits")
      return nil
    }
    return width
  }

  /// The fields of a word, those that are right.
  mutating func fields(_ node: SheetNode, width: Int) -> [Field] {
    guard let word = node.word, !word.isEmpty else {
      if node.word == nil {
        sheet.error(
          "expected fields in one text, found \(node.elements == nil ? "a mapping" : "a list")",
          at: node, hint: "write `to@4:6 n@10:7`, with blanks between them")
      }
      return []
    }
    var mistakes = DiagnosticSet()
    let source = SourceText(name: "fields", text: word)
    let fields = Field.reading(source, width: width, into: &mistakes)
    sheet.insert(mistakes, from: ["fields": node])
    return fields
  }

}
