import Diagnostics
import Effects
import ISA
import TargetKit

/// The parts of a description that say what a machine is made of, in the language in which
/// instructions are described by what they do.
struct EffectsText {

  let description: DecoupledDescription

  /// How many fields at the beginning of each format are flags of all.
  let flagCount: Int

  init(_ description: DecoupledDescription) {
    self.description = description
    let fields = description.instructionSet.formats.map(\.fields)
    let shortest = fields.map(\.count).min() ?? 0
    flagCount =
      (0 ..< shortest).first { place in !fields.allSatisfy { $0[place] == fields[0][place] } }
      ?? shortest
  }

  /// The sections `state`, `units`, `order`, `words`, `instructions` and, where it is needed,
  /// `options`.
  /// - Errors: something that effects can not say.
  func lines() throws(Diagnostic) -> [String] {
    var lines = ["state:"] + description.memories.filter { $0.alias == nil }.map(state)
    let units = description.units.map { unit in
      "\(unit.name): {letter: \(quoted(unit.letter))"
        + (unit.queueDepth.map { ", queue: \($0)" } ?? "") + "}"
    }
    lines += ["", "units: {\(units.joined(separator: ", "))}"]
    if description.tokens.isEmpty {
      lines.append("order: none")
    } else {
      lines += ["order:", "  tokens:"] + description.tokens.map(token)
    }
    let set = description.instructionSet
    let flags = set.formats.first?.fields.prefix(flagCount).map(\.text) ?? []
    let words =
      ["width: \(set.width)", "opcode: \(set.opcode.text)"]
      + (flags.isEmpty ? [] : ["flags: \(flags.joined(separator: " "))"])
    lines += ["words: {\(words.joined(separator: ", "))}", "", "instructions:"]
    for index in description.instructions.indices { lines += try instruction(index) }
    return lines + options
  }

  /// A word as it can stand anywhere in a description.
  func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private func state(_ memory: MemoryDescription) -> String {
    let extents = memory.role == .microOps && memory.shape == [1] ? [] : memory.shape
    let type = "\(memory.element)\([memory.depth] + extents)"
    guard memory.role == .microOps else { return "  \(memory.name): \(type)" }
    let format = description.instructionSet.microOp
    let fields = format.fields.map(\.text).joined(separator: " ")
    return "  \(memory.name): {type: \"\(type)\", fields: \(fields), "
      + "syntax: \(quoted(format.syntax.template))}"
  }

  private func token(_ token: TokenDescription) -> String {
    "    \(token.name): {from: \(token.from), to: \(token.to), push: \(token.push), "
      + "pop: \(token.pop)" + (token.depth.map { ", depth: \($0)" } ?? "") + "}"
  }

  private var options: [String] {
    var found: [String] = []
    if description.options.unboundFlag == .ignore { found.append("unbound-flag: ignore") }
    if description.options.checksUnusedSource { found.append("unused-source: fault") }
    return found.isEmpty ? [] : ["", "options: {\(found.joined(separator: ", "))}"]
  }

  // MARK: - Instructions

  private func instruction(_ index: Int) throws(Diagnostic) -> [String] {
    let (own, format) = (description.instructions[index], description.instructionSet.formats[index])
    let effect = InstructionEffect(self, index)
    var lines = [
      "  \(format.name):", "    code: \(format.opcode ?? 0)", "    unit: \(units(of: index))",
      "    syntax: \(quoted(format.syntax.template))",
    ]
    let fields = format.fields.dropFirst(flagCount)
    if !fields.isEmpty {
      lines.append("    fields: \(fields.map(\.text).joined(separator: " "))")
    }
    let names = fields.filter { !$0.names.isEmpty }.map { field in
      let words = field.names.sorted { $0.key < $1.key }.map { "\($0.key): \(quoted($0.value))" }
      return "\(field.name): {\(words.joined(separator: ", "))}"
    }
    if !names.isEmpty { lines.append("    names: {\(names.joined(separator: ", "))}") }
    return lines + (try own.meaning.facts.effect(effect)).map { "    \($0)" }
  }

  /// The unit, or of a transfer those of its memories.
  private func units(of index: Int) -> String {
    let own = description.instructions[index]
    guard let place = own.fields[.memory], let direction = own.meaning.direction else {
      return own.unit
    }
    let field = description.instructionSet.formats[index].fields[place].name
    var codes: [String: [Int]] = [:]
    for memory in description.memories {
      if let unit = memory.unit(direction), unit != own.unit {
        codes[unit, default: []].append(memory.code)
      }
    }
    if codes.isEmpty { return own.unit }
    let choices = codes.sorted { $0.key < $1.key }.map { unit, codes in
      "\(unit): \(codes.map { "\(field) == \($0)" }.joined(separator: " or "))"
    }
    return "{\(choices.joined(separator: ", ")), \(own.unit): }"
  }

}
