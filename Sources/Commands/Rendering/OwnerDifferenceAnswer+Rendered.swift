import Canvas
import Debugger
import Support

extension OwnerDifferenceAnswer: Rendered {

  static let schema: Schema = [
    "before": .text, "after": .text,
    "changes": .list(["node": .text, "text": .text, "before": .text, "after": .text]),
  ]

  var lines: [StyledText] {
    let count = changes.count == 1 ? "1 operator" : "\(changes.count) operators"
    return ["\(before) → \(after): \(count, .emphasis) on another accelerator"]
      + changes.map { StyledText("» \($0.text)  // \($0.before) → \($0.after)", .changed) }
  }

  var json: JSON {
    [
      "before": .text(before), "after": .text(after),
      "changes": .list(
        changes.map { change in
          [
            "node": .text(change.node), "text": .text(change.text),
            "before": .text(change.before), "after": .text(change.after),
          ]
        }),
    ]
  }

}
