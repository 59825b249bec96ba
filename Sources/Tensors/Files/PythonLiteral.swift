/// A reader of the one kind of Python text that a `.npy` header is: a dictionary of literals.
struct PythonLiteral {

  enum Value {
    case string(String)
    case truth(Bool)
    case tuple([Int])
  }

  private var rest: ArraySlice<UInt8>

  init(_ text: [UInt8]) { rest = text[...] }

  /// The dictionary's values by name; those of other kinds are left out.
  /// - Errors: The text is not a dictionary.
  mutating func fields() throws(TensorFileError) -> [String: Value] {
    var result: [String: Value] = [:]
    try expect("{")
    while !take("}") {
      let name = try string()
      try expect(":")
      if let value = try value() { result[name] = value }
      if !take(",") {
        try expect("}")
        break
      }
    }
    return result
  }

  private mutating func value() throws(TensorFileError) -> Value? {
    skipSpace()
    switch rest.first {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "("): return .tuple(try tuple())
    case UInt8(ascii: "["): return try skipList()
    default:
      let word = rest.prefix { $0 >= 0x41 && $0 <= 0x7a }
      rest = rest.dropFirst(word.count)
      if word.elementsEqual("True".utf8) { return .truth(true) }
      if word.elementsEqual("False".utf8) { return .truth(false) }
      throw malformed
    }
  }

  private mutating func string() throws(TensorFileError) -> String {
    skipSpace()
    guard let quote = rest.popFirst(), quote == 0x27 || quote == 0x22,
      let end = rest.firstIndex(of: quote)
    else { throw malformed }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func tuple() throws(TensorFileError) -> [Int] {
    var result: [Int] = []
    try expect("(")
    while !take(")") {
      skipSpace()
      let digits = rest.prefix { (0x30 ... 0x39).contains($0) }
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw malformed }
      rest = rest.dropFirst(digits.count)
      result.append(number)
      _ = take("L")
      if !take(",") {
        try expect(")")
        break
      }
    }
    return result
  }

  /// Passes over a list, which only a type of several fields is.
  private mutating func skipList() throws(TensorFileError) -> Value? {
    var depth = 0
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "[") { depth += 1 }
      if byte == UInt8(ascii: "]") { depth -= 1 }
      if depth == 0 { return nil }
    }
    throw malformed
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == 0x20 || (0x09 ... 0x0d).contains($0) }
  }

  private mutating func take(_ letter: Unicode.Scalar) -> Bool {
    skipSpace()
    guard rest.first == UInt8(ascii: letter) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func expect(_ letter: Unicode.Scalar) throws(TensorFileError) {
    if !take(letter) { throw malformed }
  }

  private var malformed: TensorFileError { .malformed("a .npy header that cannot be understood") }

}
