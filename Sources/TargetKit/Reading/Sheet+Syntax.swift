import Diagnostics
import Yams

/// What is no YAML, and what was most likely meant.
extension Sheet {

  func syntaxError(_ error: YamlError) -> Diagnostic {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = source.place(line: mark.line, column: mark.column)
      if character(at: place) == "\t" {
        return .error(
          "a tab stands where YAML has blanks", at: place, hints: ["indent with blanks alone"])
      }
      let hint = hint(for: problem, at: place, begun: context?.mark)
      return .error(problem, at: place, hints: hint.map { [$0] } ?? [])
    case .duplicatedKeysInMapping(let keys, let context):
      let list = keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
      return .error(
        "\(list) is given twice",
        at: source.place(line: context.mark.line, column: context.mark.column))
    default:
      return .error("this is no YAML: \(error)", at: Place(file: source.name))
    }
  }

  func character(at place: Place) -> Character? {
    place.excerpt?.dropFirst(place.column - 1).first
  }

  /// The way out of what YAML does not understand.
  /// - Parameter start: where what is not understood began.
  private func hint(for problem: String, at place: Place, begun start: Mark?) -> String? {
    let sign = character(at: place)
    if let sign, "[{@`*&%".contains(sign) { return quotes(for: "brackets or signs", at: place) }
    if problem.hasPrefix("mapping values") { return quotes(for: "`: `", at: place) }
    if problem.hasPrefix("did not find expected key") || problem.hasSuffix("'-' indicator") {
      return "entries that belong together begin in one column"
    }
    guard problem.contains("',' or") || problem.contains("end of stream") else { return nil }
    guard let start, start.line < place.line else {
      return quotes(for: "brackets, commas or signs", at: place)
    }
    let place = source.place(line: start.line, column: start.column)
    return character(at: place).map { "`\($0)` of \(start.line):\(start.column) is not closed" }
  }

  /// What to write where a text with commas was cut into keys, since it stands between no quotes.
  /// - Parameter keys: those of the mapping before `key`, of which one has the text.
  func cutHint(_ key: SheetNode, _ value: SheetNode?, behind keys: [SheetNode]) -> String? {
    guard value?.word == "", let before = keys.last?.word, let line = place(key).excerpt,
      line.contains("{")
    else { return nil }
    return "a text with commas in it stands between quotes: `\(before): \"…\"`"
  }

  /// What to write where the text of a key has signs in it that mean something in YAML.
  private func quotes(for what: String, at place: Place) -> String {
    let before = (place.excerpt ?? "").prefix(place.column - 1)
    let words = before.split(separator: ":").dropLast(before.hasSuffix(":") ? 0 : 1)
    let key = words.last?.split { " {,[-".contains($0) }.last ?? "does"
    return "a text with \(what) in it stands between quotes: `\(key): \"…\"`"
  }

}
