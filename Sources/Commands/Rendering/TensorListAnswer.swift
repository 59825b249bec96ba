import Canvas
import Debugger
import Support

/// Tensors under the word that JSON has them by.
struct TensorListAnswer {

  var word: String
  var tensors: [TensorView]

  /// What to say where there are none.
  var empty: StyledText = StyledText("none", .dim)

  /// The form of what there is under `word`.
  static func schema(_ word: String) -> Schema {
    .object([.init(name: word, schema: .list(TensorView.schema), isOptional: false)])
  }

  var lines: [StyledText] { tensors.isEmpty ? [empty] : tensors.map(\.line) }

  var json: JSON { .object([.init(word, .list(tensors.map(\.json)))]) }

}

extension Reply {
  init(_ answer: TensorListAnswer) { self.init(answer.lines, answer.json) }
}

extension TensorView {

  /// Of what was given with its source, of what was computed with its first values.
  static let schema: Schema = .named(
    "TENSOR",
    Schema.cuttable([
      "name": .text, "shape": .list(.integer), "type": .text, "elements": .integer,
      "source?": .text, "values?": .list(.number.orNull),
    ]))

  fileprivate var line: StyledText {
    if let source { return "\(name): \(shape) \(type), from \(source)" }
    return "\(name): \(text)"
  }

  /// What it is and its first elements, as `[1, 3] int8 [4, 0, …]`.
  var text: String {
    let shown = values.map(\.description).joined(separator: ", ")
    return "\(shape) \(type) [\(shown)\(count > values.count ? ", …" : "")]"
  }

  var json: JSON {
    var json: JSON = [
      "name": .text(name), "shape": JSON(shape), "type": .text(type), "elements": .integer(count),
    ]
    if let source {
      json["source"] = .text(source)
    } else {
      json["values"] = .list(values.map(\.json))
      if count > values.count {
        json["truncated"] = true
        json["next"] = "set elements \(count)"
      }
    }
    return json
  }

}
