import Canvas
import Simulation

extension Sentence {

  /// The sentence as a line, its parts in the roles of what they stand for.
  var line: StyledText {
    var line = StyledText()
    for part in parts { line.append(part.text, part.role) }
    return line
  }

}

extension Sentence.Part {
  fileprivate var role: Role {
    switch self {
    case .instruction, .number, .stream: .number
    case .unit, .queue, .memory, .cells, .field, .node, .source, .region, .pass, .target: .name
    case .text: .plain
    }
  }
}
