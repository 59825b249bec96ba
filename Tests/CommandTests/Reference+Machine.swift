import Decoupled
import Diagnostics
import ISA
import Passes
import TargetKit

extension Reference {

  @Sendable static func laws() -> String {
    var lines = ["# Laws", "", "What holds of every program after every pass.", "", head, ""]
    lines.append("A pass that breaks one of them is taken back, and the message names the node.")
    for law in Law.all { lines += ["", "## \(law.name)", "", sentence(law.statement)] }
    return lines.joined(separator: "\n") + "\n"
  }

  @Sendable static func instructions() throws -> String {
    var lines = [
      "# Instructions", "", "How the targets that come with the program lay out their words.", "",
      head,
    ]
    for source in BuiltInTargets().sources(ofFamily: "decoupled") {
      let description = try DecoupledDescription(reading: source)
      let set = description.instructionSet
      lines += ["", "## \(description.name)", "", "An instruction has \(set.width) bits."]
      for format in set.formats { lines += section(of: format) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Sendable static func timing() throws -> String {
    var lines = [
      "# Timing", "", "The numbers that a timing of the cycle clock may have.", "", head, "",
      "A number that a timing does not give is the one under *unless said*.",
    ]
    for (title, table) in [
      ("Of the whole machine", MachineNumber.all.map(\.parameter)),
      ("Of each unit", UnitNumber.all.map(\.parameter)),
    ] {
      lines += ["", "## \(title)", "", TimingParameter.reference(table)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(of format: Format) -> [String] {
    let rows = format.fields.map { field -> String in
      let last = field.lsb + field.width - 1
      let bits = field.width == 1 ? "\(field.lsb)" : "\(field.lsb)–\(last)"
      let names = field.names.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      let words = (field.isSigned ? ["signed"] : []) + names
      return "| `\(field.name)` | \(bits) | \(words.joined(separator: ", ")) |"
    }
    return [
      "", "### \(format.name)", "", "```text", format.syntax.template, "```", "",
      "| field | bits | values |", "|---|---|---|",
    ] + rows
  }

}
