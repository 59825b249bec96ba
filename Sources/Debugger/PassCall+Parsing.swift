public import Diagnostics
public import Passes

extension PassCall {

  /// Reads `name` or `name{option=value, …}`, with `target:` before it for one accelerator alone.
  /// - Errors: a brace without its partner, or an option without its value.
  public init(parsing text: String) throws(Diagnostic) {
    guard let brace = text.firstIndex(of: "{") else {
      self.init(words: text)
      return
    }
    guard text.last == "}" else { throw .error("`{` does not close in `\(text)`") }
    let list = text[text.index(after: brace)...].dropLast()
    var options: [String: String] = [:]
    for part in list.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = pair[0].filter { !$0.isWhitespace }
      guard pair.count == 2, !name.isEmpty else {
        throw .error(
          "`\(part)` is no option", hints: ["options are written `{name=value,name=value}`"])
      }
      options[name] = pair[1].trimmingBlanks
    }
    self.init(words: String(text[..<brace]), options: options)
  }

  /// - Parameter words: `name` or `target:name`.
  private init(words: String, options: [String: String] = [:]) {
    let colon = words.firstIndex(of: ":")
    self.init(
      colon.map { String(words[words.index(after: $0)...]) } ?? words,
      target: colon.map { String(words[..<$0]) }, options: options)
  }

}

extension StringProtocol {

  /// The text without blanks at its ends.
  var trimmingBlanks: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

}
