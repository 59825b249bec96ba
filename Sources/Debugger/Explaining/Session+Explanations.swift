public import Diagnostics
import GraphIR
import ISA
import Passes
import Support
import TargetKit

extension Session {

  /// What a pass does, what an operator computes, or how an instruction is laid out.
  /// - Errors: `word` names none of them.
  public mutating func explain(_ word: String) throws(Diagnostic) -> [HelpAnswer] {
    if let help = passHelp(word) { return [.pass(help)] }
    if let help = opHelp(word) { return [.op(help)] }
    if let help = formatHelp(word) { return [.format(help)] }
    if word.hasPrefix("#"), case .instruction(let number) = try Location(parsing: word) {
      let blame = HelpAnswer.blame(try blame(word))
      guard let name = space.instruction(number)?.operation, var help = formatHelp(name) else {
        return [blame]
      }
      let effect = space.run?.device.effect(of: number) ?? []
      if !effect.isEmpty { help.effect = effect }
      return [blame, .format(help)]
    }
    if word.hasPrefix("%") || word.hasPrefix("@") {
      return [.blame(try blame(word)), .why(try why(word))]
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
  private mutating func formatHelp(_ word: String) -> FormatHelp? {
    for target in (try? targets.current()) ?? [] {
      guard let set = target.instructionSet,
        let format = set.formats.first(where: { $0.name == word.lowercased() })
      else { continue }
      let meaning = target.meaning(of: format.name)
      return FormatHelp(
        name: format.name, target: target.description.name, width: format.width ?? set.width,
        template: format.syntax.template, opcode: format.opcode,
        opcodeField: FormatHelp.Field(set.opcode), fields: format.fields.map { .init($0) },
        units: meaning?.units ?? [], effect: meaning?.effect ?? [])
    }
    return nil
  }

}

extension FormatHelp.Field {
  fileprivate init(_ field: Field) {
    self.init(
      name: field.name, lsb: field.lsb, width: field.width, isSigned: field.isSigned,
      names: field.names)
  }
}
