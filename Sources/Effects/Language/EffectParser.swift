import Diagnostics
import Support

/// Reads statements and expressions of the language of effects.
struct EffectParser {

  let source: SourceText
  private let tokens: [Token]
  private(set) var index = 0
  private var poll = Poll()

  /// Parentheses and operators in one another.
  static let greatestDepth = 100

  /// - Errors: a character or a number that the language does not have.
  init(_ source: SourceText) throws(Diagnostic) {
    self.source = source
    tokens = try EffectScanner.tokens(of: source)
  }

  // MARK: - Tokens

  var token: Token { tokens[index] }

  func token(after count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

  mutating func advance() { index = min(index + 1, tokens.count - 1) }

  mutating func accept(_ sign: Sign) -> Bool {
    guard token.isSign(sign) else { return false }
    advance()
    return true
  }

  mutating func accept(_ word: String) -> Bool {
    guard token.isName(word) else { return false }
    advance()
    return true
  }

  mutating func expect(_ sign: Sign, to purpose: String) throws(Diagnostic) {
    guard accept(sign) else { throw unexpected("`\(sign.rawValue)` \(purpose)") }
  }

  /// A word that means nothing in the language.
  mutating func name(of what: String) throws(Diagnostic) -> (text: String, place: Range<Int>) {
    guard case .name(let text) = token.kind, !ReservedWord.isOne(text) else {
      throw unexpected(what)
    }
    let place = token.place
    advance()
    return (text, place)
  }

  func expectEnd(or others: String) throws(Diagnostic) {
    guard token.kind == .end else { throw unexpected(others) }
  }

  /// - Errors: what comes is not the end behind a whole number or condition.
  func expectEnd(of what: String) throws(Diagnostic) {
    guard token.kind == .end else {
      throw unexpected(
        "the end of \(what)", hint: token.isSign(.becomes) ? "numbers are compared by `==`" : nil)
    }
  }

  /// The end of what was read last.
  var end: Int { index == 0 ? 0 : tokens[index - 1].place.upperBound }

  /// - Parameter hint: the way out, where it is known here.
  func unexpected(_ what: String, hint: String? = nil) -> Diagnostic {
    let found = spelling(token)
    var hints = hint.map { [$0] } ?? []
    if hints.isEmpty, case .sign(let sign) = token.kind, let replacement = sign.replacement {
      hints = ["write \(replacement)"]
    }
    return .error(
      "expected \(what), found \(found)", at: source.place(at: token.place.lowerBound), hints: hints
    )
  }

  private func spelling(_ token: Token) -> String {
    guard token.kind != .end else { return "the end" }
    let bytes = Array(source.text.utf8)[token.place]
    return "`\(String(decoding: bytes, as: UTF8.self))`"
  }

  // MARK: - Expressions

  mutating func expression() throws(Diagnostic) -> Expression { try expression(0) }

  /// - Parameter level: how many parentheses and the like it stands in.
  private mutating func expression(_ level: Int) throws(Diagnostic) -> Expression {
    try poll.check(after: 64)
    let value = try operation(atLeast: 1, level + 1)
    guard accept("if") else { return value }
    let condition = try operation(atLeast: 1, level + 1)
    guard accept("else") else {
      throw unexpected(
        "`else` and the other number",
        hint: token.isSign(.becomes) ? "numbers are compared by `==`" : nil)
    }
    let other = try expression(level + 1)
    return try made(
      .choice(condition: condition, value, other), value.place.lowerBound,
      [condition, value, other])
  }

  private mutating func operation(
    atLeast least: Int, _ level: Int
  ) throws(Diagnostic) -> Expression {
    var left = try prefixed(atLeast: least, level + 1)
    while true {
      if least <= Precedence.comparison, let among = try membership(of: left, level) {
        left = among
        continue
      }
      guard let infix = infix, infix.precedence >= least else { return left }
      if infix.isComparison, left.isComparison {
        throw .error(
          "comparisons do not follow each other", at: source.place(at: token.place.lowerBound),
          hints: ["write `a < b and b < c`"])
      }
      advance()
      let right = try operation(atLeast: infix.precedence + 1, level + 1)
      left = try made(.binary(infix, left, right), left.place.lowerBound, [left, right])
    }
  }

  private var infix: Infix? {
    switch token.kind {
    case .sign(let sign): Infix(rawValue: sign.rawValue)
    case .name(let name): Infix(rawValue: name)
    case .integer, .real, .end: nil
    }
  }

  private mutating func membership(
    of left: Expression, _ level: Int
  ) throws(Diagnostic) -> Expression? {
    let isNegated = token.isName("not") && token(after: 1).isName("in")
    guard isNegated || token.isName("in") else { return nil }
    if isNegated { advance() }
    advance()
    try expect(.open, to: "before the numbers of `in`")
    let numbers = try list(until: .close, level)
    let among = try made(.among(left, numbers), left.place.lowerBound, [left] + numbers)
    return isNegated ? try made(.unary(.not, among), left.place.lowerBound, [among]) : among
  }

  private mutating func prefixed(
    atLeast least: Int, _ level: Int
  ) throws(Diagnostic) -> Expression {
    let start = token.place.lowerBound
    guard level < Self.greatestDepth else { throw tooDeep(at: start) }
    if token.isName("not") {
      guard least <= Precedence.not else { throw unexpected("a number") }
      advance()
      let operand = try operation(atLeast: Precedence.not, level + 1)
      return try made(.unary(.not, operand), start, [operand])
    }
    if accept(.tilde) {
      let operand = try prefixed(atLeast: Precedence.prefix, level + 1)
      return try made(.unary(.complement, operand), start, [operand])
    }
    guard accept(.minus) else { return try postfixed(level + 1) }
    // The one number whose opposite has no room.
    if token.kind == .integer(1 << 63, isDecimal: true) {
      advance()
      return try made(.integer(.min), start, [])
    }
    let operand = try prefixed(atLeast: Precedence.prefix, level + 1)
    switch operand.node {
    case .integer(let number) where number >= 0 && !operand.isGrouped:
      return try made(.integer(-number), start, [])
    case .real(let number) where number.sign == .plus && !operand.isGrouped:
      return try made(.real(-number), start, [])
    default: return try made(.unary(.minus, operand), start, [operand])
    }
  }

  private mutating func postfixed(_ level: Int) throws(Diagnostic) -> Expression {
    var value = try primary(level)
    let start = value.place.lowerBound
    while true {
      if accept(.openBracket) {
        let subscripts = try subscripts(level)
        let inner = subscripts.flatMap(\.expressions)
        value = try made(.index(value, subscripts), start, [value] + inner)
      } else if accept(.dot) {
        guard case .name(let name) = token.kind else { throw unexpected("the name of a field") }
        if token(after: 1).isSign(.open) { throw method(name, of: value) }
        advance()
        value = try made(.member(value, name), start, [value])
      } else if let bits = try bits(of: value) {
        value = bits
      } else {
        return value
      }
    }
  }

  /// An error about `x.max(…)`.
  private func method(_ name: String, of value: Expression) -> Diagnostic {
    let form = EffectFunction.form(of: name, on: source.spelling(value.place))
    return .error(
      "nothing is called by `.\(name)(…)`", at: source.place(at: token.place.lowerBound),
      hints: [form.map { "write `\($0)`" } ?? "functions stand before what they take: `max(x, y)`"])
  }

  /// `@` with the place and the width of bits behind it: both are numbers as they stand.
  private mutating func bits(of value: Expression) throws(Diagnostic) -> Expression? {
    guard token.isSign(.at), case .integer(let lsb, _) = token(after: 1).kind,
      token(after: 2).isSign(.colon)
    else { return nil }
    let width: UInt64
    let isSigned: Bool
    switch token(after: 3).kind {
    case .integer(let number, _): (width, isSigned) = (number, false)
    case .name(let name) where name.first == "s" && UInt64(name.dropFirst()) != nil:
      (width, isSigned) = (UInt64(name.dropFirst()) ?? 0, true)
    default: return nil
    }
    guard width >= 1, lsb < 64, width <= 64 - lsb else {
      throw .error(
        "there are no \(width) bits from bit \(lsb) on in a number of 64",
        at: source.place(at: token(after: 1).place.lowerBound),
        hints: ["bits are written `x@lsb:width`, or `x@lsb:s5` with a sign"])
    }
    for _ in 0 ..< 4 { advance() }
    return try made(
      .bits(value, lsb: Int(lsb), width: Int(width), isSigned: isSigned), value.place.lowerBound,
      [value])
  }

  private mutating func primary(_ level: Int) throws(Diagnostic) -> Expression {
    let start = token.place.lowerBound
    switch token.kind {
    case .integer(let number, let isDecimal):
      guard !isDecimal || number <= Int.max else {
        throw .error(
          "\(number) is greater than a number of 64 bits with a sign",
          at: source.place(at: start), hints: ["write its bits: `0x\(String(number, radix: 16))`"])
      }
      advance()
      return try made(.integer(Int(bitPattern: UInt(number))), start, [])
    case .real(let number):
      advance()
      return try made(.real(number), start, [])
    case .name("inf"):
      advance()
      return try made(.real(.infinity), start, [])
    case .name:
      let name = try name(of: "a number").text
      guard accept(.open) else { return try made(.name(name), start, []) }
      let arguments = try arguments(level)
      return try made(.call(name, arguments), start, arguments.map(\.value))
    case .sign(.open):
      advance()
      var elements = try list(until: .close, level)
      guard elements.count == 1 else { return try made(.tuple(elements), start, elements) }
      elements[0].isGrouped = true
      elements[0].place = start ..< end
      return elements[0]
    case .sign, .end: throw unexpected("a number")
    }
  }

  /// Expressions with commas between them, and the sign behind them.
  private mutating func list(
    until close: Sign, _ level: Int
  ) throws(Diagnostic) -> [Expression] {
    var elements = [try expression(level + 1)]
    while accept(.comma) { elements.append(try expression(level + 1)) }
    try expectClose(close)
    return elements
  }

  private mutating func expectClose(_ sign: Sign) throws(Diagnostic) {
    guard !accept(sign) else { return }
    // Where nothing comes, commas have cut the text.
    throw unexpected(
      "`\(sign.rawValue)` or `,`",
      hint: token.kind == .end
        ? "between braces a text with commas in it stands between quotes" : nil)
  }

  private mutating func arguments(_ level: Int) throws(Diagnostic) -> [Expression.Argument] {
    var arguments: [Expression.Argument] = []
    guard !accept(.close) else { return [] }
    repeat {
      var label: String?
      if case .name(let name) = token.kind, token(after: 1).isSign(.becomes) {
        label = name
        advance()
        advance()
      }
      arguments.append(Expression.Argument(label: label, value: try expression(level + 1)))
    } while accept(.comma)
    try expectClose(.close)
    return arguments
  }

  private mutating func subscripts(_ level: Int) throws(Diagnostic) -> [Expression.Subscript] {
    var subscripts: [Expression.Subscript] = []
    repeat {
      let start = token.place.lowerBound
      let lower = token.isSign(.colon) ? nil : try expression(level + 1)
      guard accept(.colon) else {
        if let lower { subscripts.append(.at(lower)) }
        continue
      }
      let isOpen = token.isSign(.comma) || token.isSign(.closeBracket)
      let upper = isOpen ? nil : try expression(level + 1)
      subscripts.append(.range(lower, upper, place: start ..< end))
    } while accept(.comma)
    try expect(.closeBracket, to: "or `,`")
    return subscripts
  }

  private func made(
    _ node: Expression.Node, _ start: Int, _ parts: [Expression]
  ) throws(Diagnostic) -> Expression {
    let depth = 1 + (parts.map(\.depth).max() ?? 0)
    guard depth <= Self.greatestDepth else { throw tooDeep(at: start) }
    return Expression(node: node, place: start ..< end, depth: depth)
  }

  private func tooDeep(at start: Int) -> Diagnostic {
    .error(
      "more than \(Self.greatestDepth) operators and parentheses in one another",
      at: source.place(at: start), hints: ["give parts of it names in `let`"])
  }

}

extension Expression {

  fileprivate var isComparison: Bool {
    guard !isGrouped else { return false }
    switch node {
    case .binary(let infix, _, _): return infix.isComparison
    case .among: return true
    default: return false
    }
  }

}

extension Expression.Subscript {

  fileprivate var expressions: [Expression] {
    switch self {
    case .at(let place): [place]
    case .range(let lower, let upper, _): [lower, upper].compactMap(\.self)
    }
  }

}
