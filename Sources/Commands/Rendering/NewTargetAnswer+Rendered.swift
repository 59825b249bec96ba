import Canvas
import Debugger
import Support

extension NewTargetAnswer: Rendered {

  static let schema: Schema = [
    "target": .text, "file": .text, "bytes": .integer, "notes": .list(.text),
  ]

  var lines: [StyledText] {
    ["\(file.path): \(file.byteCount) bytes that describe `\(target)`"]
      + notes.map { StyledText($0) }
      + ["`target check \(file.path) --compile` says what of a model can be compiled for it"]
  }

  var json: JSON {
    [
      "target": .text(target), "file": .text(file.path), "bytes": .integer(file.byteCount),
      "notes": JSON(notes),
    ]
  }

}
