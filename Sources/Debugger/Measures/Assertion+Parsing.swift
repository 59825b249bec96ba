import Diagnostics
import Support

extension Assertion {

  /// Reads `MEASURE [on TARGET] RELATION NUMBER`.
  /// - Errors: the text is no such thing; the place says where it stops being one.
  init(parsing text: String) throws(Diagnostic) {
    var parser = AssertionParser(text)
    measure = try parser.measure()
    target = try parser.target(of: measure)
    relation = try parser.relation()
    bound = try parser.bound(measure)
    self.text = text
  }

}

private struct AssertionParser {

  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  private func fail(_ message: String, at place: Int? = nil, hints: [String]) -> Diagnostic {
    .error(
      message,
      at: Place(
        file: "<assertion>", line: 1, column: (place ?? position) + 1, excerpt: text),
      hints: hints)
  }

  private mutating func skipBlanks() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  /// Letters, digits and dashes that stand next.
  private mutating func word() -> String {
    skipBlanks()
    var word = ""
    while position < characters.count,
      characters[position].isLetter || characters[position].isNumber
        || "-_".contains(characters[position])
    {
      word.append(characters[position])
      position += 1
    }
    return word
  }

  mutating func measure() throws(Diagnostic) -> Measure {
    let name = word()
    if let measure = allMeasures.first(where: { $0.name == name }) { return measure }
    let names = allMeasures.map(\.name)
    let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
    let known = "it can be one of \(names.joined(separator: ", "))"
    throw fail(
      name.isEmpty ? "a measure is missing" : "there is no measure `\(name)`",
      at: position - name.count, hints: near + [known])
  }

  mutating func target(of measure: Measure) throws(Diagnostic) -> String? {
    let start = position
    let preposition = word()
    guard preposition == "on" else {
      position = start
      return nil
    }
    let target = word()
    guard !target.isEmpty else {
      throw fail("a target is missing", hints: ["`\(measure.name) on TARGET`"])
    }
    guard measure.takesTarget else {
      throw fail(
        "`\(measure.name)` is of all accelerators together", at: position - target.count,
        hints: ["leave `on \(target)` out"])
    }
    return target
  }

  mutating func relation() throws(Diagnostic) -> Assertion.Relation {
    skipBlanks()
    for relation in Assertion.Relation.allCases
    where characters[position...].starts(with: relation.rawValue) {
      position += relation.rawValue.count
      return relation
    }
    let known = Assertion.Relation.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    throw fail("a comparison is missing", hints: ["it can be one of \(known)"])
  }

  mutating func bound(_ measure: Measure) throws(Diagnostic) -> Double {
    skipBlanks()
    let start = position
    while position < characters.count, "0123456789.eE+-".contains(characters[position]) {
      position += 1
    }
    let digits = String(characters[start ..< position])
    guard let number = Double(digits), number.isFinite else {
      throw fail(
        digits.isEmpty ? "a number is missing" : "`\(digits)` is no number", at: start,
        hints: [measure.unit.example])
    }
    skipBlanks()
    let unitStart = position
    let unit = String(characters[position...]).trimmingBlanks
    position = characters.count
    guard let factor = measure.unit.factor(unit) else {
      throw fail(
        "`\(unit)` is no unit of `\(measure.name)`", at: unitStart, hints: [measure.unit.example])
    }
    if measure.unit == .share, unit.isEmpty, !(0 ... 1).contains(number) {
      throw fail(
        "`\(digits)` is no share", at: start,
        hints: ["`\(digits)%` is one, and so is any number from 0 to 1"])
    }
    // A hundredth is divided, so that it is the number that it says.
    return unit == "%" ? number / 100 : number * factor
  }

}

extension Measure.Unit {

  /// What a number with `unit` behind it is multiplied by; nil where it is no unit of these.
  fileprivate func factor(_ unit: String) -> Double? {
    if unit.isEmpty { return 1 }
    switch self {
    case .share: return unit == "%" ? 0.01 : nil
    case .count: return ["k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12][unit]
    case .bytes:
      return ["B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12][unit]
    case .real: return unit == "%" ? 0.01 : nil
    }
  }

  fileprivate var example: String {
    switch self {
    case .share: "a share is written `90%` or `0.9`"
    case .count: "a number is written `3`, `12 k` or `1.5 M`"
    case .bytes: "bytes are written `4096` or `12 kB`"
    case .real: "a number is written `0.02` or `2%`"
    }
  }

}
