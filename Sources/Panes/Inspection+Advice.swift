import Canvas
import Debugger

extension Inspection {

  /// The lines that say what is missing and how to go on; none where a machine runs.
  var advice: [StyledText] {
    let headline = headline
    if !units.isEmpty { return [] }
    if headline.instructionCount > 0 {
      return ["nothing runs yet", "\("i", .key)  begins to step", "\("r", .key)  runs to the end"]
    }
    if !headline.model.isEmpty {
      return [
        "no instructions yet", "\(":apply --all", .key)  lowers the model",
        "\(":passes", .key)  lists what would be applied",
      ]
    }
    return [
      "nothing is loaded", "\(":load FILE", .key)  loads a model",
      "\(":stream load DIR", .key)  loads instructions", "\("?", .key)  shows the keys",
    ]
  }

}

extension Surface {

  /// Writes `lines` from the first row on, cut to fit.
  mutating func write(_ lines: [StyledText]) {
    for (row, line) in lines.enumerated() {
      write(line.truncated(to: columns - 1), column: 1, row: row)
    }
  }

}
