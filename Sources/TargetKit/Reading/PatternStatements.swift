import Diagnostics
import GraphIR
import Passes
import Support

/// Builds a pattern from its statements, one after the other; the last is the root.
struct PatternStatements {

  private var values: [String: Pattern] = [:]

  /// Of how many parts each value consists, those that stand in it twice counted twice.
  private var sizes: [String: Int] = [:]
  private static let mostParts = 1 << 16

  private(set) var pattern: Pattern?

  /// Adds `NAME = CALL [or CALL]… [, optional]`.
  /// - Errors: the text is no statement, or gives a name a second time.
  mutating func append(_ text: String) throws(Diagnostic) {
    var scanner = StatementScanner(text)
    let name = try scanner.word("a name")
    try scanner.expect("=")
    guard values[name] == nil else { throw .error("`\(name)` is given twice") }
    var size = 0
    var calls = [try call(labelled: name, &scanner, &size)]
    while scanner.accept("or") { calls.append(try call(labelled: name, &scanner, &size)) }
    if scanner.accept(",") {
      try scanner.expect("optional")
      guard case .call(_, _, let operands) = calls[0], let first = operands.first else {
        throw .error("an optional statement needs an operand to stand for")
      }
      calls.append(first)
      size += first.label.flatMap { sizes[$0] } ?? size
    }
    try scanner.expectEnd()
    guard size <= Self.mostParts else {
      throw .error("the pattern has too many parts", hints: ["make several patterns of it"])
    }
    sizes[name] = size
    let value: Pattern = calls.count == 1 ? calls[0] : .choice(calls)
    values[name] = value
    pattern = value
  }

  private mutating func call(
    labelled label: String, _ scanner: inout StatementScanner, _ size: inout Int
  ) throws(Diagnostic) -> Pattern {
    let op = try scanner.word("an operator")
    guard Op.named(op) != nil else {
      let near = nearest(to: op, in: Op.all.map(\.name), most: 1).first
      throw .error(
        "there is no operator `\(op)`", hints: near.map { ["did you mean `\($0)`?"] } ?? [])
    }
    size += 1
    try scanner.expect("(")
    var operands: [Pattern] = []
    repeat {
      let word = try scanner.word("an operand")
      if word == "constant" {
        operands.append(.constant(try scanner.word("a name for the constant")))
      } else if word == "tuple", scanner.comesWord {
        operands.append(.anyTuple(label: try scanner.word("a name for the tuple")))
      } else {
        operands.append(values[word] ?? .input(word))
        size += sizes[word] ?? 1
      }
    } while scanner.accept(",")
    try scanner.expect(")")
    return .call(label: label, op: op, operands: operands)
  }

}

/// Splits a statement into words and signs.
private struct StatementScanner {

  private var tokens: [String] = []
  private var next = 0

  init(_ text: String) {
    var word = ""
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "."
    }
    for character in text {
      if isWord(character) {
        word.append(character)
        continue
      }
      if !word.isEmpty { tokens.append(word) }
      word = ""
      if !character.isWhitespace { tokens.append(String(character)) }
    }
    if !word.isEmpty { tokens.append(word) }
  }

  private var token: String { tokens.indices.contains(next) ? tokens[next] : "the end" }

  /// Whether the next token is a word.
  var comesWord: Bool {
    token != "the end" && token.first.map { $0.isLetter || $0 == "_" } ?? false
  }

  mutating func word(_ what: String) throws(Diagnostic) -> String {
    guard comesWord else { throw .error("expected \(what), found `\(token)`") }
    defer { next += 1 }
    return token
  }

  mutating func accept(_ sign: String) -> Bool {
    guard token == sign else { return false }
    next += 1
    return true
  }

  mutating func expect(_ sign: String) throws(Diagnostic) {
    guard accept(sign) else { throw .error("expected `\(sign)`, found `\(token)`") }
  }

  func expectEnd() throws(Diagnostic) {
    guard next == tokens.count else { throw .error("`\(token)` is one too many") }
  }

}
