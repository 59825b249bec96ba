import Diagnostics
import Support
import Tensors

extension RelayParser {

  /// `2f`, `1i64`, `True`, `-3`.
  mutating func literal() throws(Diagnostic) -> ID<Node> {
    let start = token
    let isNegative = take("-")
    let (digits, suffix): (String, String)
    switch token.kind {
    case .number(let text, let letters): (digits, suffix) = (text, letters)
    case .word(let word) where word.hasPrefix("inff") || word.hasPrefix("nanf"):
      (digits, suffix) = (String(word.prefix(3)), String(word.dropFirst(3)))
    case .word(let word) where !isNegative && (word == "True" || word == "False"):
      advance()
      return builder.constant(Tensor(.bool, [], [word == "True" ? UInt8(1) : 0]))
    default: throw unexpected("a number")
    }
    let text = (isNegative ? "-" : "") + digits
    guard let element = Self.element(suffix, digits), let tensor = scalar(text, element) else {
      throw fail("`\(text)\(suffix)` is no number that Relay text has", at: start)
    }
    advance()
    return builder.constant(tensor)
  }

  private static func element(_ suffix: String, _ digits: String) -> ElementType? {
    switch suffix {
    case "": digits.allSatisfy(\.isNumber) ? .int32 : .float32
    case "f", "f32": .float32
    case "f16": .float16
    case "f64": .float64
    case "bf16": .bfloat16
    default:
      suffix.hasPrefix("i")
        ? ElementType("int\(suffix.dropFirst())")
        : suffix.hasPrefix("u") ? ElementType("uint\(suffix.dropFirst())") : nil
    }
  }

  private func scalar(_ text: String, _ element: ElementType) -> Tensor? {
    if element.isFloat {
      // A single-precision number is rounded once: through a double it could be rounded twice.
      if element == .float32 { return Float(text).map { Tensor(scalar: $0) } }
      return Double(text).flatMap { try? Tensor(element, [], doubles: [$0]) }
    }
    guard let number = Int(text), element.integerRange?.contains(number) == true else { return nil }
    return try? Tensor(element, [], ints: [number])
  }

  /// `name=value`.
  mutating func attribute() throws(Diagnostic) -> (String, AttributeValue) {
    let name: String
    switch token.kind {
    case .word(let word): name = word
    case .text(let text): name = text
    default: throw unexpected("the name of an attribute")
    }
    advance()
    try expect("=")
    return (name, try attributeValue())
  }

  private mutating func attributeValue() throws(Diagnostic) -> AttributeValue {
    switch token.kind {
    case .text(let text):
      advance()
      return .text(text)
    case .symbol("["): return .list(try attributeList(until: "]"))
    case .symbol("("): return .list(try attributeList(until: ")"))
    case .word("None"):
      advance()
      return .none
    case .word("True"), .word("False"):
      defer { advance() }
      return .flag(isAt(word: "True"))
    default: return try attributeNumber()
    }
  }

  private mutating func attributeList(until end: String) throws(Diagnostic) -> [AttributeValue] {
    advance()
    return try nested { parser throws(Diagnostic) in
      var values: [AttributeValue] = []
      while !parser.take(end) {
        values.append(try parser.attributeValue())
        if !parser.isAt(end) { try parser.expect(",") }
      }
      return values
    }
  }

  private mutating func attributeNumber() throws(Diagnostic) -> AttributeValue {
    let start = token
    let isNegative = take("-")
    let sign = isNegative ? "-" : ""
    defer { advance() }
    switch token.kind {
    case .number(let digits, let suffix):
      if !suffix.hasPrefix("f"), digits.allSatisfy(\.isNumber), let number = Int(sign + digits) {
        return .integer(number)
      }
      if suffix.isEmpty || suffix.hasPrefix("f"), let number = Double(sign + digits) {
        return .real(number)
      }
    case .word(let word) where word.hasPrefix("inff"):
      return .real(isNegative ? -.infinity : .infinity)
    case .word(let word) where word.hasPrefix("nanf"): return .real(.nan)
    case .word, .local, .global, .text, .symbol, .end: break
    }
    throw fail(
      "expected the value of an attribute, found \(token)", at: start,
      hints: ["a number, a text in quotes, `True`, `False`, `None` or a list in `[]`"])
  }

  // MARK: Metadata

  /// `[KIND][INDEX]` after `meta`.
  private mutating func metaReference() throws(Diagnostic) -> (kind: String, index: Int) {
    advance()
    try expect("[")
    guard case .word(let kind) = token.kind else { throw unexpected("a kind of metadata") }
    advance()
    try expect("]")
    try expect("[")
    guard case .number(let digits, suffix: "") = token.kind, let index = Int(digits) else {
      throw unexpected("an index")
    }
    advance()
    try expect("]")
    return (kind, index)
  }

  mutating func metaConstant() throws(Diagnostic) -> ID<Node> {
    let start = token
    let (kind, index) = try metaReference()
    guard kind == "relay.Constant" else {
      throw fail("`\(kind)` is no value", at: start, hints: ["`relay.Constant` is"])
    }
    if let id = constants[index] { return id }
    let tensor: Tensor
    if let found = try metadata.constant(index, at: place(of: start)) {
      tensor = found
    } else {
      tensor = try missingConstant(at: start)
    }
    let id = builder.constant(tensor)
    constants[index] = id
    return id
  }

  /// Zeros of the type that a comment gives.
  private mutating func missingConstant(at start: RelayToken) throws(Diagnostic) -> Tensor {
    guard let type = try hint(behind: previous)?.tensor, let extents = type.extents,
      Tensor.elementCount(extents, of: type.element) != nil
    else {
      throw fail(
        "the text has no metadata section with this constant, and no comment says its type",
        at: start, hints: ["print the model with its metadata section"])
    }
    metadata.missing += 1
    return Tensor(zeros: type.element, extents)
  }

  mutating func metaAttributes() throws(Diagnostic) -> [(String, AttributeValue)] {
    let start = token
    let (kind, index) = try metaReference()
    return try metadata.attributes(kind, index, at: place(of: start))
  }

}
