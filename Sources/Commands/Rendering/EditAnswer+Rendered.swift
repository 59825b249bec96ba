import Canvas
import Debugger
import Support

extension EditAnswer: Rendered {

  static let schema: Schema = [
    "number": .integer, "edit": .text,
    "operators": .list(["operator": .text, "sources": .text]), "applied": .list(.text),
  ]

  /// How many operators a reader is shown.
  private static let shown = 8

  var lines: [StyledText] {
    var head: StyledText = "edit \(number, .number) \(edit, .name)"
    if !operators.isEmpty {
      head += StyledText(operators.count == 1 ? "  1 operator" : "  \(operators.count) operators")
    }
    var lines = [head]
    for (title, source) in zip(operators, sources).prefix(Self.shown) {
      var line: StyledText = "    \(title, .name)"
      line.append("  \(source)", .dim)
      lines.append(line)
    }
    if operators.count > Self.shown {
      lines.append(StyledText("    and \(operators.count - Self.shown) more", .dim))
    }
    if !applied.isEmpty {
      lines.append(StyledText("    applied again: \(applied.joined(separator: ", "))", .dim))
    }
    return lines
  }

  var json: JSON {
    [
      "number": .integer(number), "edit": .text(edit),
      "operators": .list(
        zip(operators, sources).map { ["operator": .text($0), "sources": .text($1)] }),
      "applied": JSON(applied),
    ]
  }

}
