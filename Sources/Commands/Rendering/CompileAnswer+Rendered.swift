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
        "place": Schema.place.orNull, "hints": .list(.text),
      ]),
    ])

  var lines: [StyledText] {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.indices.flatMap { index -> [StyledText] in
      let row = rows[index]
      let name = StyledText(row.name).padded(to: width)
      if index > 0, rows[index - 1].isSame(as: row) {
        return ["  \(name)  stays on the host: the same"]
      }
      switch row.verdict {
      case .runs:
        return ["  \(name)  runs: \(row.instructions) instructions, the evaluator's bits"]
      case .host: return ["  \(name)  stays on the host: \(row.why)\(row.line)"]
      case .differs, .fails:
        return ["\("!", .error) \(name)  \(row.why)\(row.line)"]
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
            "place": row.place?.json ?? .null, "hints": JSON(row.hints),
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

extension CompileAnswer.Row {

  /// Whether both stay on the host for one reason.
  fileprivate func isSame(as other: Self) -> Bool {
    verdict == .host && other.verdict == .host && why == other.why && place == other.place
  }

  /// The line of the description, in brackets; empty where there is none.
  fileprivate var line: String { place.map { " (\($0.fileAndLine))" } ?? "" }
}
