import Diagnostics
import Support

/// A text with the values of expressions in it.
struct LogText: Sendable, Hashable {

  /// With `%d` and `%x` where values stand.
  var format: String
  var arguments: [Expression]

  /// Reads `"text with %d", expression, …`.
  /// - Errors: a part is missing, or is not what it should be.
  init(parsing text: String) throws(Diagnostic) {
    let text = text.trimmingBlanks
    guard text.hasPrefix("\""), let end = text.dropFirst().firstIndex(of: "\"") else {
      throw .error("the text of a log stands in quotes", hints: ["`dprintf #3, \"here\"`"])
    }
    format = String(text[text.index(after: text.startIndex) ..< end])
    arguments = []
    for part in text[text.index(after: end)...].split(separator: ",") {
      arguments.append(try Expression(parsing: String(part).trimmingBlanks))
    }
  }

  /// The location and the text of `LOCATION, "text", expression, …`.
  /// - Errors: a part is missing, or is not what it should be.
  static func split(_ text: String) throws(Diagnostic) -> (place: String, log: LogText?) {
    guard let comma = text.firstIndex(of: ",") else {
      throw .error("a log needs a text", hints: ["`dprintf #3, \"acc %d\", acc[0][0]`"])
    }
    let log = try LogText(parsing: String(text[text.index(after: comma)...]))
    return (String(text[..<comma]), log)
  }

  init(_ format: String, _ arguments: [Expression]) {
    self.format = format
    self.arguments = arguments
  }

  /// The text with the values as they are now.
  /// - Errors: an expression has no value.
  func text(in scope: some ExpressionScope) throws(Diagnostic) -> String {
    var values: [Int] = []
    for argument in arguments { values.append(try argument.evaluated(in: scope)) }
    var rest = values[...]
    var text = ""
    var isSign = false
    for character in format {
      let isDirective = isSign
      isSign = !isDirective && character == "%"
      switch character {
      case "d" where isDirective && !rest.isEmpty: text += String(rest.removeFirst())
      case "x" where isDirective && !rest.isEmpty: text += String(rest.removeFirst(), radix: 16)
      default: if !isSign { text.append(character) }
      }
    }
    return text
  }

}
