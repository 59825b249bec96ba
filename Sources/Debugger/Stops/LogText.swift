import Diagnostics
import Support

/// A text with the values of expressions in it.
struct LogText: Sendable, Hashable {

  private enum Piece: Sendable, Hashable {
    case text(String)
    /// The value of the next expression.
    case number(radix: Int)
  }

  /// As it was written between the quotes.
  let format: String

  /// What stands where a directive is, in order.
  let arguments: [Expression]
  private let pieces: [Piece]

  /// - Errors: `format` has a directive or an escape that there is not, or not one directive for
  ///   each argument.
  init(_ format: String, _ arguments: [Expression]) throws(Diagnostic) {
    self.format = format
    self.arguments = arguments
    pieces = try LogText.pieces(of: format)
    let count = pieces.count { if case .number = $0 { true } else { false } }
    guard count == arguments.count else {
      throw .error(
        "the text shows \(count == 1 ? "one value" : "\(count) values"), given are \(arguments.count)",
        hints: ["`%d` and `%x` show one each: `dprintf #3, \"acc %d\", acc[0][0]`"])
    }
  }

  /// Reads `"text with %d", expression, …`.
  /// - Errors: a part is missing, or is not what it should be.
  init(parsing text: String) throws(Diagnostic) {
    let text = text.trimmingBlanks
    guard text.hasPrefix("\""), let end = LogText.closingQuote(of: text) else {
      throw .error("the text of a log stands in quotes", hints: ["`dprintf #3, \"here\"`"])
    }
    let rest = text[text.index(after: end)...].drop(while: \.isWhitespace)
    guard rest.isEmpty || rest.first == "," else {
      throw .error("a comma is missing before `\(rest)`")
    }
    var arguments: [Expression] = []
    for part in rest.split(separator: ",", omittingEmptySubsequences: false).dropFirst() {
      arguments.append(try Expression(parsing: String(part).trimmingBlanks))
    }
    try self.init(String(text[text.index(after: text.startIndex) ..< end]), arguments)
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

  /// The text with the values as they are now.
  /// - Errors: an expression has no value.
  func text(in scope: some ExpressionScope) throws(Diagnostic) -> String {
    var rest = arguments[...]
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .number(let radix):
        guard let argument = rest.popFirst() else { continue }
        text += String(try argument.evaluated(in: scope), radix: radix)
      }
    }
    return text
  }

  /// `text` as a format that shows it as it is.
  static func quoted(_ text: String) -> String {
    text.flatMap { $0 == "%" || $0 == "\\" ? [$0, $0] : [$0] }.reduce(into: "") { $0.append($1) }
  }

  // MARK: Reading

  /// Where the text that begins with a quote ends.
  private static func closingQuote(of text: String) -> String.Index? {
    var isEscaped = false
    for index in text.indices.dropFirst() {
      if text[index] == "\"", !isEscaped { return index }
      isEscaped = text[index] == "\\" && !isEscaped
    }
    return nil
  }

  /// What `%` and `\` may have behind them.
  private static let directives: [Character: Piece] = [
    "d": .number(radix: 10), "i": .number(radix: 10), "x": .number(radix: 16),
    "o": .number(radix: 8), "%": .text("%"),
  ]
  private static let escapes: [Character: String] = [
    "n": "\n", "t": "\t", "\\": "\\", "\"": "\"",
  ]

  private static func pieces(of format: String) throws(Diagnostic) -> [Piece] {
    var pieces: [Piece] = []
    var plain = ""
    var rest = format[...]
    while let character = rest.popFirst() {
      guard character == "%" || character == "\\" else {
        plain.append(character)
        continue
      }
      let next = rest.popFirst()
      if character == "\\", let text = next.flatMap({ escapes[$0] }) {
        plain += text
      } else if character == "%", let piece = next.flatMap({ directives[$0] }) {
        pieces += [.text(plain), piece]
        plain = ""
      } else {
        throw .error(
          "`\(character)\(next.map(String.init) ?? "")` means nothing in the text of a log",
          hints: ["`%d`, `%x` and `%o` show numbers, `%%` is a percent sign, `\\n` a new line"])
      }
    }
    // A line ends by itself.
    if plain.hasSuffix("\n") { plain.removeLast() }
    return (pieces + [.text(plain)]).filter { $0 != .text("") }
  }

}
