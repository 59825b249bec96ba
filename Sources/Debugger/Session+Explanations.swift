public import Canvas
public import Diagnostics
import GraphIR
import ISA
import Passes
import Support
import TargetKit

extension Session {

  /// What a pass does, what an operator computes, or how an instruction is laid out.
  /// - Errors: `word` names none of them.
  public mutating func explain(_ word: String) throws(Diagnostic) -> [StyledText] {
    if let lines = passHelp(word) ?? opHelp(word) ?? commandlessHelp(word) { return lines }
    if word.hasPrefix("#"), case .instruction(let number) = try Location(parsing: word) {
      let lines = try blame(word).map { StyledText($0) }
      guard let name = instruction(number)?.operation.lowercased() else {
        return lines
      }
      return lines + (commandlessHelp(name) ?? [])
    }
    if word.hasPrefix("%") || word.hasPrefix("@") {
      return try blame(word).map { StyledText($0) } + (try why(word)).map { StyledText($0) }
    }
    let names = catalog.all.map(\.info.name) + Op.all.map(\.name)
    let near = nearest(to: word, in: names)
    throw .error(
      "nothing is known of `\(word)`",
      hints: near.isEmpty
        ? ["a pass, an operator, the name of an instruction, or #N can be explained"]
        : ["did you mean `\(near.joined(separator: "`, `"))`?"])
  }

  /// The layout of an instruction of the selected accelerators; nil where there is none.
  private mutating func commandlessHelp(_ word: String) -> [StyledText]? {
    for target in (try? targets.current()) ?? [] {
      let description = target.description
      let set = description.instructionSet
      guard let index = set.formats.firstIndex(where: { $0.name == word.lowercased() }) else {
        continue
      }
      let format = set.formats[index]
      var lines: [StyledText] = [
        "\(format.name, .emphasis): \(description.name) instruction, \(set.width) bits"
      ]
      lines.append("  written  \(format.syntax.template)")
      var table = Table("  field", "bits", "")
      for field in format.fields {
        let bits =
          field.width == 1
          ? "\(field.lsb)" : "\(field.lsb)–\(field.lsb + field.width - 1)"
        let names = field.names.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        table.append([
          "  \(field.name, .name)", StyledText(bits),
          StyledText((field.isSigned ? "signed " : "") + names.joined(separator: " "), .dim),
        ])
      }
      return lines + table.lines()
    }
    return nil
  }

}
