import Canvas
import Debugger
import Support

/// A difference, of which only the counts may be wanted.
struct DifferenceReply: Rendered {

  static let schema: Schema = Difference.Counts.schema.adding([
    "before": .integer, "after": .integer,
    "changes": .list([
      "change": .words([
        "removed", "added", "changed", "moved", "region", "line-removed", "line-added",
      ]),
      "node?": .text, "text?": .text, "before?": .text, "origin?": .text, "from?": .text,
      "to?": .text, "region?": .text,
    ]),
  ])

  var answer: DifferenceAnswer
  var onlyCounts: Bool

  private var shown: [DifferenceAnswer.Line] { onlyCounts ? [] : answer.lines }

  var lines: [StyledText] {
    ["P\(answer.before) → P\(answer.after): \("\(answer.counts)", .emphasis)"]
      + shown.map(\.line)
  }

  var json: JSON {
    var json = answer.counts.json
    json["before"] = .integer(answer.before)
    json["after"] = .integer(answer.after)
    json["changes"] = .list(shown.map(\.json))
    return json
  }

}

extension DifferenceAnswer.Line {

  fileprivate var line: StyledText {
    switch self {
    case .removed(_, let text): StyledText("- \(text)", .removed)
    case .added(_, let text, let origin): StyledText("+ \(text)  // \(origin)", .added)
    case .changed(_, let from, let to): StyledText("~ \(from)  →  \(to)", .changed)
    case .moved(_, let text, let from, let to):
      StyledText("» \(text)  // @\(from) → @\(to)", .changed)
    case .region(let name): StyledText("@ \(name)", .title)
    case .removedText(let text): StyledText("- \(text)", .removed)
    case .addedText(let text): StyledText("+ \(text)", .added)
    }
  }

  fileprivate var json: JSON {
    switch self {
    case .removed(let node, let text):
      ["change": "removed", "node": .text(node), "text": .text(text)]
    case .added(let node, let text, let origin):
      ["change": "added", "node": .text(node), "text": .text(text), "origin": .text(origin)]
    case .changed(let node, let from, let to):
      ["change": "changed", "node": .text(node), "before": .text(from), "text": .text(to)]
    case .moved(let node, let text, let from, let to):
      [
        "change": "moved", "node": .text(node), "text": .text(text), "from": .text(from),
        "to": .text(to),
      ]
    case .region(let name): ["change": "region", "region": .text(name)]
    case .removedText(let text): ["change": "line-removed", "text": .text(text)]
    case .addedText(let text): ["change": "line-added", "text": .text(text)]
    }
  }

}
