import Canvas
import Debugger
import Support

extension FixAnswer: Rendered {

  static let schema: Schema = [
    "operators": .list(.text), "source": .text, "causes": .list(.text),
    "before": PreviewAnswer.Figures.schema,
    "ways": .list([
      "changes": .list(.text), "commands": .list(.text), "after": PreviewAnswer.Figures.schema,
    ]),
    "attempts": .list(["changes": .list(.text), "outcome": .text, "why": .text]),
    "applied": .flag,
  ]

  /// How many causes and operators a reader is shown.
  private static let shown = 3

  var lines: [StyledText] {
    var lines = causes.prefix(Self.shown).map { StyledText("on the host: \($0)") }
    if causes.count > Self.shown {
      lines.append(StyledText("  and \(causes.count - Self.shown) more causes", .dim))
    }
    for way in ways { lines += self.lines(of: way) }
    if ways.isEmpty {
      lines.append(StyledText("nothing helps of what was tried, \(attempts.count) in all"))
    }
    if isWhole || ways.isEmpty {
      lines += attempts.map { StyledText("  \($0.words)", .dim) }
    } else if attempts.count > 1 {
      lines.append(StyledText("tried \(attempts.count); `--all` shows all of them", .dim))
    }
    return lines
  }

  private func lines(of way: Way) -> [StyledText] {
    let (old, new) = (before, way.after)
    var line = StyledText(isApplied ? "did: " : "fix: ")
    line += StyledText(way.changes.joined(separator: ", then "), .emphasis)
    let operators = "operators \(old.offloaded.operators) → \(new.offloaded.operators)"
    let products =
      "multiply-accumulates \(share(of: old)) → \(share(of: new))"
    let figures = StyledText(
      "     on accelerators: \(operators), \(products), regions \(old.regions) → \(new.regions)",
      .dim)
    guard !isApplied, way.commands.count == way.changes.count else { return [line, figures] }
    return [line, figures] + way.commands.map { StyledText("     \($0)", .name) }
  }

  private func share(of figures: PreviewAnswer.Figures) -> String {
    shareText(figures.offloaded.multiplyAccumulates, of: figures.total.multiplyAccumulates)
  }

  var json: JSON {
    [
      "operators": JSON(operators), "source": .text(source), "causes": JSON(causes),
      "before": before.json,
      "ways": .list(
        ways.map {
          ["changes": JSON($0.changes), "commands": JSON($0.commands), "after": $0.after.json]
        }),
      "attempts": .list(attempts.map(\.json)), "applied": .flag(isApplied),
    ]
  }

}

extension FixAnswer.Attempt {

  fileprivate var words: String {
    let change = changes.joined(separator: ", then ")
    return outcome.why.isEmpty ? "\(change): does it" : "\(change): \(outcome.why)"
  }

  fileprivate var json: JSON {
    ["changes": JSON(changes), "outcome": .text(outcome.name), "why": .text(outcome.why)]
  }

}

extension FixAnswer.Outcome {

  fileprivate var name: String {
    switch self {
    case .offloads: "offloads"
    case .onHost: "on-host"
    case .refused: "refused"
    }
  }

  fileprivate var why: String {
    switch self {
    case .offloads: ""
    case .onHost(let sentence): "still on the host, \(sentence)"
    case .refused(let message): message
    }
  }

}
