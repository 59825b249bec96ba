/// Reads the text of a regular expression.
struct RegularExpressionParser {

  indirect enum Node {
    case step(RegularExpression.Step)
    case sequence([Node])
    case choice([Node])
    case repetition(Node, least: Int, most: Int?)
  }

  typealias Failure = RegularExpression.Failure

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0

  /// Groups that lie deeper in each other than this are refused.
  private static let depthLimit = 100

  init(_ text: String) { scalars = Array(text.lowercasedButForEscapes.unicodeScalars) }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  /// The whole text.
  mutating func expression() throws(Failure) -> Node {
    let node = try choice()
    guard position == scalars.count else { throw Failure(message: "a `)` closes nothing") }
    return node
  }

  private mutating func choice() throws(Failure) -> Node {
    var parts = [try sequence()]
    while take("|") { parts.append(try sequence()) }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  private mutating func sequence() throws(Failure) -> Node {
    var parts: [Node] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let atom = try atom()
      parts.append(try repeated(atom))
    }
    return .sequence(parts)
  }

  private mutating func repeated(_ atom: Node) throws(Failure) -> Node {
    var node = atom
    var levels = 0
    while let range = try repetition() {
      levels += 1
      guard levels < Self.depthLimit else { throw Failure(message: "groups lie too deep") }
      node = .repetition(node, least: range.least, most: range.most)
      // Which of several matches is found does not matter.
      _ = take("?")
    }
    return node
  }

  private mutating func repetition() throws(Failure) -> (least: Int, most: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = position
    guard take("{") else { return nil }
    guard let least = number() else {
      position = start
      return nil
    }
    let most: Int? = take(",") ? number() : least
    guard take("}"), most ?? least >= least else {
      throw Failure(message: "a repetition is `{m}`, `{m,}` or `{m,n}`")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var digits = ""
    while let scalar = next, ("0" ... "9").contains(scalar), digits.count < 6 {
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    return Int(digits)
  }

  private mutating func atom() throws(Failure) -> Node {
    guard let scalar = next else { return .sequence([]) }
    position += 1
    switch scalar {
    case "(": return try group()
    case "[": return .step(.one(try scalarClass()))
    case ".": return .step(.one(.anyButLineEnds))
    case "^": return .step(.start)
    case "$": return .step(.end)
    case "\\": return try escape()
    case "*", "+", "?": throw Failure(message: "`\(scalar)` repeats nothing")
    default: return .step(.one(ScalarClass(scalar)))
    }
  }

  private mutating func group() throws(Failure) -> Node {
    guard depth < Self.depthLimit else { throw Failure(message: "groups lie too deep") }
    depth += 1
    defer { depth -= 1 }
    if take("?"), !take(":") {
      throw Failure(message: "of groups with `?` only `(?:…)` is supported")
    }
    let node = try choice()
    guard take(")") else { throw Failure(message: "a `(` is not closed") }
    return node
  }

  private mutating func escape() throws(Failure) -> Node {
    switch next {
    case "b": return edge(isThere: true)
    case "B": return edge(isThere: false)
    default: return .step(.one(try escapedClass()))
    }
  }

  private mutating func edge(isThere: Bool) -> Node {
    position += 1
    return .step(.edge(isThere: isThere))
  }

  /// What the letter after a backslash stands for.
  private mutating func escapedClass() throws(Failure) -> ScalarClass {
    guard let scalar = next else { throw Failure(message: "nothing follows a `\\`") }
    position += 1
    switch scalar {
    case "d": return .digit
    case "D": return .digit.inverted
    case "w": return .word
    case "W": return .word.inverted
    case "s": return .blank
    case "S": return .blank.inverted
    case "t": return ScalarClass("\t")
    case "n": return ScalarClass("\n")
    case "r": return ScalarClass("\r")
    default:
      if ("0" ... "9").contains(scalar) || ("a" ... "z").contains(scalar)
        || ("A" ... "Z").contains(scalar)
      {
        throw Failure(message: "`\\\(scalar)` is not supported")
      }
      return ScalarClass(scalar)
    }
  }

  /// What stands between brackets.
  private mutating func scalarClass() throws(Failure) -> ScalarClass {
    let isInverted = take("^")
    var result = ScalarClass()
    var isFirst = true
    while let scalar = next, scalar != "]" || isFirst {
      isFirst = false
      position += 1
      if scalar == "\\" {
        result.formUnion(try escapedClass())
      } else if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
        position += 1
        try result.insert(scalar, through: rangeEnd())
      } else {
        result.formUnion(ScalarClass(scalar))
      }
    }
    guard take("]") else { throw Failure(message: "a `[` is not closed") }
    return isInverted ? result.inverted : result
  }

  private mutating func rangeEnd() throws(Failure) -> Unicode.Scalar {
    _ = take("\\")
    guard let scalar = next else { throw Failure(message: "a `[` is not closed") }
    position += 1
    return scalar
  }

}

extension String {
  /// In lower case, but for what follows a backslash, where `\D` is not `\d`.
  fileprivate var lowercasedButForEscapes: String {
    var result = ""
    var isEscaped = false
    for scalar in unicodeScalars {
      result += isEscaped ? String(scalar) : scalar.properties.lowercaseMapping
      isEscaped = scalar == "\\" && !isEscaped
    }
    return result
  }
}
