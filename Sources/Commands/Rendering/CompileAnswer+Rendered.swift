import Canvas
import Debugger
import Diagnostics
import Support

extension CompileAnswer: Rendered {

  static let schema: Schema = .named(
    "TRIALS",
    [
      "target": .text,
      "trials": .list([
        "layer": .text, "verdict": .words(Verdict.self), "instructions": .integer, "why": .text,
        "hints": .list(.text),
      ]),
    ])

  var lines: [StyledText] {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.flatMap { row -> [StyledText] in
      let name = StyledText(row.name).padded(to: width)
      switch row.verdict {
      case .runs:
        return ["  \(name)  runs: \(row.instructions) instructions, the evaluator's bits"]
      case .host: return ["  \(name)  stays on the host: \(row.why)"]
      case .differs, .fails:
        return ["\("!", .error) \(name)  \(row.why)"]
          + row.hints.map { "  \(StyledText("").padded(to: width))  \($0)" }
      }
    }
  }

  var json: JSON {
    [
      "target": .text(target),
      "trials": .list(
        rows.map { row in
          [
            "layer": .text(row.name), "verdict": .text(row.verdict.rawValue),
            "instructions": .integer(row.instructions), "why": .text(row.why),
            "hints": JSON(row.hints),
          ]
        }),
    ]
  }

  /// What to say where something is wrong; nil where the accelerator runs or leaves alone.
  var problem: Diagnostic? {
    firstWrong.map { row in
      .error(
        "`\(target)` is accepted, but \(row.name): \(row.why)", failure: .verification)
    }
  }

}
