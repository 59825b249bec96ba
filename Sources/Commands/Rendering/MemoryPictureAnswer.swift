import Canvas
import Debugger
import Support

/// A picture of memory over time that was written.
struct MemoryPictureAnswer: Rendered {

  static let schema: Schema = [
    "file": .text, "bytes": .integer, "storages": .integer, "memory": .integer, "steps": .integer,
  ]

  var file: WrittenFile
  var storages: Int

  /// - Units: bytes of all storages.
  var byteCount: Int
  var steps: Int

  var lines: [StyledText] {
    [
      "\(file.path): \(file.byteCount) bytes, \(storages) \(storages == 1 ? "storage" : "storages") over \(steps) \(steps == 1 ? "step" : "steps")"
    ]
  }

  var json: JSON {
    [
      "file": .text(file.path), "bytes": .integer(file.byteCount), "storages": .integer(storages),
      "memory": .integer(byteCount), "steps": .integer(steps),
    ]
  }

}
