/// What was written, before names mean anything.
struct Expression: Sendable {

  indirect enum Node: Sendable {
    case integer(Int)
    case real(Double)
    case name(String)

    /// `name[…]`
    case index(Expression, [Subscript])

    /// `u.dst`
    case member(Expression, String)

    /// `u@11:11`
    case bits(Expression, lsb: Int, width: Int, isSigned: Bool)

    case unary(Prefix, Expression)
    case binary(Infix, Expression, Expression)

    /// `a in (b, c)`
    case among(Expression, [Expression])

    /// `then if condition else other`
    case choice(condition: Expression, Expression, Expression)

    case call(String, [Argument])
    case tuple([Expression])
  }

  struct Argument: Sendable {
    var label: String?
    var value: Expression
  }

  enum Subscript: Sendable {
    case at(Expression)
    case range(Expression?, Expression?, place: Range<Int>)
  }

  enum Prefix: String, CaseIterable, Sendable {
    case minus = "-"
    case complement = "~"
    case not = "not"
  }

  var node: Node

  /// - Units: bytes of the text in UTF-8.
  var place: Range<Int>

  /// How deep it is; texts that are too deep are refused.
  var depth = 1

  /// Whether it stands in parentheses of its own.
  var isGrouped = false

}

/// An operator between two operands; the raw value is its spelling.
enum Infix: String, CaseIterable, Sendable {
  case or
  case and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case bitOr = "|"
  case bitXor = "^"
  case bitAnd = "&"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case quotient = "/"
  case remainder = "%"
  case contract = "@"

  /// The greater, the tighter; `not` stands between `and` and the comparisons. As in Python.
  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 4
    case .bitOr: 5
    case .bitXor: 6
    case .bitAnd: 7
    case .shiftLeft, .shiftRight: 8
    case .add, .subtract: 9
    case .multiply, .quotient, .remainder, .contract: 10
    }
  }

  var isComparison: Bool { precedence == Precedence.comparison }

}

/// How tight what is no `Infix` binds.
enum Precedence {
  static let choice = 0
  static let not = 3
  static let comparison = 4
  static let prefix = 11
  static let postfix = 12
}

/// What is done, before names mean anything.
struct Statement: Sendable {

  enum Node: Sendable {
    case assign(Expression, Expression, adds: Bool)
    case call(Expression)
    case stop
    case barrier([String])
  }

  var node: Node
  var place: Range<Int>

}

/// `i in 0:outer` or `u in uop[begin:end]`
struct LoopClause: Sendable {

  enum Domain: Sendable {
    case numbers(Expression, Expression)
    case cells(Expression)
  }

  var name: String
  var place: Range<Int>
  var domain: Domain

}

/// `d = e` or `to = a : b`
struct LetClause: Sendable {
  var name: String
  var place: Range<Int>
  var value: Expression

  /// Before which the places that the name stands for end.
  var upper: Expression?
}
