import Canvas
import Debugger
import Support

/// A picture of the graph that was written.
struct PictureAnswer: Rendered {

  static let schema: Schema = [
    "file": .text, "bytes": .integer, "boxes": .integer, "arrows": .integer, "regions": .integer,
  ]

  var file: WrittenFile
  var picture: GraphPicture

  var lines: [StyledText] {
    let regions = picture.regions.count
    return [
      "\(file.path): \(file.byteCount) bytes, \(picture.boxes.count) boxes in \(regions) \(regions == 1 ? "region" : "regions")"
    ]
  }

  var json: JSON {
    [
      "file": .text(file.path), "bytes": .integer(file.byteCount),
      "boxes": .integer(picture.boxes.count), "arrows": .integer(picture.arrows.count),
      "regions": .integer(picture.regions.count),
    ]
  }

}
