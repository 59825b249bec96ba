import Canvas
import Debugger
import Diagnostics
import Support

extension AssertionAnswer: Rendered {

  static let schema: Schema = [
    "assertion": .text, "measure": .text, "target": .text.orNull, "relation": .text,
    "bound": .number, "value": .number, "found": .text, "holds": .flag,
    "offenders": .list(.text),
  ]

  var lines: [StyledText] { holds ? ["\(text) holds: \(found)"] : [] }

  var json: JSON {
    [
      "assertion": .text(text), "measure": .text(measure), "target": JSON(target),
      "relation": .text(relation), "bound": .real(bound), "value": .real(value),
      "found": .text(found), "holds": .flag(holds), "offenders": JSON(offenders),
    ]
  }

  /// What to say where it does not hold; nil where it does.
  var problem: Diagnostic? {
    guard !holds else { return nil }
    let shown = 8
    let more = offenders.count - shown
    return .error(
      "`\(text)` does not hold: \(found)",
      notes: offenders.prefix(shown) + (more > 0 ? ["and \(more) more"] : []),
      hints: ["\(self.more) says more"])
  }

}
