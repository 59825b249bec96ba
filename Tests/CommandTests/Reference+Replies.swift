import Commands
import Support

extension Reference {

  /// What every command answers with as data.
  @Sendable static func replies() -> String {
    var lines = ["# Replies", "", "What programs are answered with.", "", head, ""]
    lines += [
      "`--json` prints an object for each command, one a line:", "",
    ]
    lines += text(Reply.form(of: .named("RESULT", .text)))
    lines += [
      "",
      "`schema` is \(Reply.schemaNumber), and grows where a program that reads replies has to"
        + " change; new members do not make it grow. `result` has the form below, or no members"
        + " where the command failed. `ms` says how many milliseconds it took.", "",
      "`integer` is a whole number and `number` any; a member with `?` may be left out. Where an"
        + " answer was cut, `truncated` is true, and `next` is the command that goes on.",
    ]
    lines += ["", "## Forms that several have"]
    var seen: Set<String> = []
    for (name, schema) in allCommands.flatMap(\.info.answer.namedForms)
    where seen.insert(name).inserted {
      lines += ["", "### \(name)", ""] + text(schema)
    }
    for group in CommandGroup.allCases {
      lines += ["", "## \(group.rawValue)"]
      for info in allCommands.map(\.info) where info.group == group {
        lines += ["", "### \(info.name)", ""] + text(info.answer)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ schema: Schema) -> [String] {
    ["```text"] + schema.lines() + ["```"]
  }

}
