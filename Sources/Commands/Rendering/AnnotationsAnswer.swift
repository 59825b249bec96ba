import Canvas
import Debugger
import Support

/// The edits of annotations that hold, and those that were taken away now.
struct AnnotationsAnswer: Rendered {

  static let schema: Schema = [
    "edits": .list([
      "number": .integer.orNull, "edit": .text, "from": .text, "operators": .integer,
    ]),
    "removed": .list(.text),
  ]

  var edits: [AnnotationView]
  var removed: [String]

  var lines: [StyledText] {
    let gone = removed.map { "removed \($0, .name)" as StyledText }
    guard !edits.isEmpty else {
      return gone + [StyledText("no edits: every target takes what it can", .dim)]
    }
    var table = Table([
      Table.Column("", .trailing), Table.Column("edit"), Table.Column("operators", .trailing),
      Table.Column("from"),
    ])
    for edit in edits {
      table.append([
        StyledText(edit.number.map(String.init) ?? "·"), StyledText(edit.edit, .name),
        "\(edit.operators, .number)", StyledText(edit.origin, .dim),
      ])
    }
    return gone + table.lines()
  }

  var json: JSON {
    [
      "edits": .list(
        edits.map {
          [
            "number": JSON($0.number), "edit": .text($0.edit), "from": .text($0.origin),
            "operators": .integer($0.operators),
          ]
        }),
      "removed": JSON(removed),
    ]
  }

}
