import Diagnostics
import Tensors

extension RelayParser {

  /// `Tensor[(1, 16), int8]`, `int8`, `(A, B)`, `fn (A) -> B`, `ref(A)`.
  mutating func type() throws(Diagnostic) -> ValueType {
    try nested { parser throws(Diagnostic) in try parser.typeHere() }
  }

  private mutating func typeHere() throws(Diagnostic) -> ValueType {
    if isAt("(") { return .tuple(try typeList()) }
    guard case .word(let word) = token.kind else { throw unexpected("a type") }
    let start = token
    advance()
    switch word {
    case "Tensor": return try tensorType()
    case "fn":
      let parameters = try typeList()
      try expect("->")
      return .function(parameters, try type())
    case "ref":
      try expect("(")
      let content = try type()
      try expect(")")
      return .reference(content)
    default:
      return .tensor([], try element(word, at: start))
    }
  }

  private mutating func typeList() throws(Diagnostic) -> [ValueType] {
    try expect("(")
    var types: [ValueType] = []
    while !take(")") {
      types.append(try type())
      if !isAt(")") { try expect(",") }
    }
    return types
  }

  private mutating func tensorType() throws(Diagnostic) -> ValueType {
    try expect("[")
    try expect("(")
    var shape: [Int?] = []
    while !take(")") {
      shape.append(try extent())
      if !isAt(")") { try expect(",") }
    }
    try expect(",")
    guard case .word(let word) = token.kind else { throw unexpected("an element type") }
    let type = TensorType(shape, try element(word, at: token))
    guard type.isPossible else {
      throw fail("no tensor can have the shape \(type.spelledShape) of \(type.element)")
    }
    advance()
    try expect("]")
    return .tensor(type)
  }

  private mutating func extent() throws(Diagnostic) -> Int? {
    if take("?") || take(word: "Any") { return nil }
    guard case .number(let digits, _) = token.kind, let extent = Int(digits) else {
      throw unexpected("an extent: a number, or `?`")
    }
    advance()
    return extent
  }

  private func element(_ word: String, at token: RelayToken) throws(Diagnostic) -> ElementType {
    if let element = ElementType(word == "uint1" ? "bool" : word) { return element }
    let names = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
    throw fail("`\(word)` is no element type", at: token, hints: ["there are \(names)"])
  }

  /// The type that a comment behind `token` gives.
  mutating func hint(behind token: RelayToken) throws(Diagnostic) -> ValueType? {
    guard let range = token.hint else { return nil }
    let spelling = String(decoding: bytes[range], as: UTF8.self)
    if let known = knownTypes[spelling] { return known }
    guard let type = Self.type(spelled: spelling, depth: depth) else { return nil }
    knownTypes[spelling] = type
    return type
  }

  /// The type that `text` begins with; `nil` if it begins with none, as it is a comment only.
  private static func type(spelled text: String, depth: Int) -> ValueType? {
    guard var parser = try? RelayParser(SourceText(name: "", text: text)) else { return nil }
    parser.depth = depth
    return try? parser.type()
  }

}
