import Canvas
import Debugger
import Support

/// A report that was written.
struct ReportAnswer: Rendered {

  static let schema: Schema = [
    "file": .text, "bytes": .integer, "format": .words(ReportFormat.self),
  ]

  var file: WrittenFile
  var format: ReportFormat

  var lines: [StyledText] { ["\(file.path): \(file.byteCount) bytes"] }

  var json: JSON {
    [
      "file": .text(file.path), "bytes": .integer(file.byteCount),
      "format": .text(format.rawValue),
    ]
  }

}
