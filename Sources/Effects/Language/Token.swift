/// A word of the language of effects, and where it stands.
struct Token: Hashable, Sendable {

  enum Kind: Hashable, Sendable {
    case name(String)

    /// A whole number; `isDecimal` if each of its digits counts tens.
    case integer(UInt64, isDecimal: Bool)
    case real(Double)
    case sign(Sign)
    case end
  }

  var kind: Kind

  /// - Units: bytes of the text in UTF-8.
  var place: Range<Int>

  func isSign(_ sign: Sign) -> Bool { kind == .sign(sign) }

  func isName(_ name: String) -> Bool { kind == .name(name) }

}

/// What stands between names and numbers; the raw value is its spelling.
enum Sign: String, CaseIterable, Hashable, Sendable {
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case equal = "=="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case plusBecomes = "+="
  case becomes = "="
  case less = "<"
  case greater = ">"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case slash = "/"
  case percent = "%"
  case at = "@"
  case ampersand = "&"
  case bar = "|"
  case caret = "^"
  case tilde = "~"
  case open = "("
  case close = ")"
  case openBracket = "["
  case closeBracket = "]"
  case comma = ","
  case colon = ":"
  case semicolon = ";"
  case dot = "."

  // Other languages assign so; this one says what to write.
  case minusBecomes = "-="
  case timesBecomes = "*="
  case shiftRightBecomes = ">>="
  case shiftLeftBecomes = "<<="
  case barBecomes = "|="
  case ampersandBecomes = "&="
  case caretBecomes = "^="
  case both = "&&"
  case either = "||"
  case exclamation = "!"
  case power = "**"
  case wholeQuotient = "//"

  /// What is written instead, where this is of another language.
  var replacement: String? {
    switch self {
    case .minusBecomes: "`x = x - …`"
    case .timesBecomes: "`x = x * …`"
    case .shiftRightBecomes: "`x = x >> …`"
    case .shiftLeftBecomes: "`x = x << …`"
    case .barBecomes: "`x = x | …`"
    case .ampersandBecomes: "`x = x & …`"
    case .caretBecomes: "`x = x ^ …`"
    case .both: "`and`"
    case .either: "`or`"
    case .exclamation: "`not`"
    case .power: "`x * x`, or `1 << n` for a power of two"
    case .wholeQuotient: "`/`, which rounds whole numbers down"
    default: nil
    }
  }

  /// By length, so that the longest that fits comes first.
  static let longestFirst = allCases.sorted { $0.rawValue.utf8.count > $1.rawValue.utf8.count }
    .map { (sign: $0, bytes: Array($0.rawValue.utf8)) }

}
