import Canvas
import Debugger
import Support

extension ModelAnswer: Rendered {

  static let schema: Schema = [
    "model": .text, "format": .text, "operators": .integer, "constants": .integer,
    "inputs": .list(["name": .text, "type": .text.orNull]),
    "outputs": .list(["name": .text, "type": .text.orNull]),
  ]

  var lines: [StyledText] {
    [
      "\(name, .name): \(format), \(operators, .number) operators, \(constants, .number) constants"
    ] + inputs.map { "  input   \($0.text)" } + outputs.map { "  output  \($0.text)" }
  }

  var json: JSON {
    [
      "model": .text(name), "format": .text(format), "operators": .integer(operators),
      "constants": .integer(constants), "inputs": .list(inputs.map(\.json)),
      "outputs": .list(outputs.map(\.json)),
    ]
  }

}

extension ModelAnswer.Value {

  fileprivate var text: String { type.map { "\(name): \($0)" } ?? name }

  fileprivate var json: JSON { ["name": .text(name), "type": JSON(type)] }

}
