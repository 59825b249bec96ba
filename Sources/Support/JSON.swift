/// A JSON text as a value; the members of an object keep their order.
public indirect enum JSON: Sendable, Hashable {

  /// A name and its value in an object.
  public struct Member: Sendable, Hashable {
    public var name: String
    public var value: JSON
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  case null
  case flag(Bool)
  case integer(Int)
  case real(Double)
  case text(String)
  case list([JSON])
  case object([Member])

  /// The first member named `name`, if this is an object that has one.
  public subscript(name: String) -> JSON? {
    get { members?.first { $0.name == name }?.value }
    set {
      var members = members ?? []
      members.removeAll { $0.name == name }
      if let newValue { members.append(Member(name, newValue)) }
      self = .object(members)
    }
  }

  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  public var elements: [JSON]? {
    if case .list(let elements) = self { elements } else { nil }
  }

  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  public var flag: Bool? {
    if case .flag(let flag) = self { flag } else { nil }
  }

  /// The number, if it is a whole one that can be represented.
  public var integer: Int? {
    switch self {
    case .integer(let number): number
    case .real(let number): Int(exactly: number)
    default: nil
    }
  }

  public var real: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }

}

extension JSON: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral text: String) { self = .text(text) }
  public init(integerLiteral number: Int) { self = .integer(number) }
  public init(booleanLiteral flag: Bool) { self = .flag(flag) }
  public init(floatLiteral number: Double) { self = .real(number) }
  public init(nilLiteral: ()) { self = .null }
  public init(arrayLiteral elements: JSON...) { self = .list(elements) }
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
}

extension JSON {

  /// The text, or null where there is none.
  public init(_ text: String?) { self = text.map(JSON.text) ?? .null }

  /// The number, or null where there is none.
  public init(_ number: Int?) { self = number.map(JSON.integer) ?? .null }

  /// A list of texts.
  public init(_ texts: some Sequence<String>) { self = .list(texts.map(JSON.text)) }

  /// A list of numbers.
  public init(_ numbers: some Sequence<Int>) { self = .list(numbers.map(JSON.integer)) }

}

extension JSON: CustomStringConvertible {

  /// The shortest text that says this, on one line.
  public var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .real(let number): text += number.isFinite ? "\(number)" : "null"
    case .text(let value): JSON.write(value, to: &text)
    case .list(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        JSON.write(member.name, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.isUnseen && scalar.value <= 0xffff:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

}
