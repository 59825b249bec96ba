import Passes
import Support

/// Reads a pattern as TVM prints it, such as `CallPatternNode(Op(add), [*, *])`.
///
/// What is printed does not tell whether two wildcards are one object: calls that are printed alike
/// are taken for one, and wildcards outside of them for different ones, but for those patterns that
/// are known to share them.
struct PrintedPattern {

  private let characters: [Character]
  private var position = 0
  private var names = 0
  private var calls: [String: Pattern] = [:]
  private var sharesInputs: Bool

  static func parse(_ text: String, sharesInputs: Bool = false) -> Pattern {
    var parser = PrintedPattern(text, sharesInputs)
    return parser.pattern()
  }

  private init(_ text: String, _ sharesInputs: Bool) {
    characters = Array(text)
    self.sharesInputs = sharesInputs
  }

  private mutating func pattern() -> Pattern {
    let start = position
    if take("*") { return .input(name("in")) }
    if take("ConstantPattern()") { return .constant(name("const")) }
    if take("Constant(") {
      let value = Double(until(")")) ?? .nan
      return .scalar(name("scalar"), value)
    }
    if take("AltPattern(") {
      let left = pattern()
      expect(" | ")
      let right = pattern()
      expect(")")
      return .choice([left, right])
    }
    if take("TupleGetItemPatternNode(") {
      let tuple = pattern()
      expect(", ")
      let index = Int(until(")")) ?? -1
      return .projection(label: name("field"), tuple, index: index < 0 ? nil : index)
    }
    if take("TuplePattern(") {
      let fields = list()
      expect(")")
      return .tuple(label: name("tuple"), fields)
    }
    guard take("CallPatternNode(Op(") else {
      fatalError("unknown pattern at \(String(characters[position...].prefix(40)))")
    }
    let op = until(")")
    expect(", ")
    let operands = list()
    expect(")")
    let spelling = String(characters[start ..< position])
    if let known = calls[spelling], !sharesInputs { return known }
    let call = Pattern.call(label: name("call"), op: op, operands: operands)
    calls[spelling] = call
    return call
  }

  private mutating func list() -> [Pattern] {
    expect("[")
    var patterns: [Pattern] = []
    let before = names
    while !take("]") {
      patterns.append(pattern())
      _ = take(", ")
    }
    // The operands of both calls are the same two values.
    if sharesInputs, patterns.count == 2, case .input = patterns[0], case .input = patterns[1] {
      names = before
      return [.input("a"), .input("b")]
    }
    return patterns
  }

  private mutating func name(_ kind: String) -> String {
    names += 1
    return "\(kind)\(names)"
  }

  private mutating func take(_ text: String) -> Bool {
    let word = Array(text)
    guard position + word.count <= characters.count,
      characters[position ..< position + word.count].elementsEqual(word)
    else { return false }
    position += word.count
    return true
  }

  private mutating func expect(_ text: String) {
    guard take(text) else { fatalError("expected \(text) in \(String(characters))") }
  }

  private mutating func until(_ end: Character) -> String {
    let start = position
    while characters[position] != end { position += 1 }
    defer { position += 1 }
    return String(characters[start ..< position])
  }

}
