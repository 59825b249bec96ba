import Diagnostics

/// What a condition or `p` computes from the state of a machine.
public indirect enum Expression: Sendable, Hashable {
  case number(Int)
  /// `$name`
  case variable(String)
  /// `tok:name`
  case tokens(String)
  /// `memory[element][lane]`; without a lane the first one.
  case element(String, Expression, Expression?)
  case unary(String, Expression)
  /// The first operand and what follows it, from left to right; all signs bind alike.
  case chain(Expression, [Link])

  /// A sign, and the operand behind it.
  public struct Link: Sendable, Hashable {
    let sign: String
    let operand: Expression
  }
}

/// Where the names of an expression get their values.
protocol ExpressionScope {
  func value(ofVariable name: String) throws(Diagnostic) -> Int
  func tokens(in queue: String) throws(Diagnostic) -> Int
  func value(of memory: String, element: Int, lane: Int) throws(Diagnostic) -> Int
}

extension Expression {

  /// - Errors: a name means nothing in `scope`, or a division by zero.
  func evaluated(in scope: some ExpressionScope) throws(Diagnostic) -> Int {
    switch self {
    case .number(let number): return number
    case .variable(let name): return try scope.value(ofVariable: name)
    case .tokens(let queue): return try scope.tokens(in: queue)
    case .element(let memory, let element, let lane):
      return try scope.value(
        of: memory, element: element.evaluated(in: scope),
        lane: lane?.evaluated(in: scope) ?? 0)
    case .unary(let sign, let operand):
      let value = try operand.evaluated(in: scope)
      return sign == "-" ? 0 &- value : sign == "!" ? (value == 0 ? 1 : 0) : ~value
    case .chain(let first, let links):
      var value = try first.evaluated(in: scope)
      for link in links { value = try link.applied(to: value, in: scope) }
      return value
    }
  }

}

extension Expression.Link {

  /// `value sign operand`; an operand that cannot matter is not asked for.
  fileprivate func applied(
    to value: Int, in scope: some ExpressionScope
  ) throws(Diagnostic) -> Int {
    switch sign {
    case "&&": value == 0 ? 0 : try operand.evaluated(in: scope) != 0 ? 1 : 0
    case "||": value != 0 ? 1 : try operand.evaluated(in: scope) != 0 ? 1 : 0
    default: try combine(sign, value, operand.evaluated(in: scope))
    }
  }

}

/// `a sign b`; sums and products wrap around.
private func combine(_ sign: String, _ a: Int, _ b: Int) throws(Diagnostic) -> Int {
  switch sign {
  case "+": return a &+ b
  case "-": return a &- b
  case "*": return a &* b
  case "/", "%":
    guard b != 0 else { throw .error("a division by zero") }
    return sign == "/"
      ? a.dividedReportingOverflow(by: b).partialValue
      : a.remainderReportingOverflow(dividingBy: b).partialValue
  case "&": return a & b
  case "|": return a | b
  case "^": return a ^ b
  case "<<": return a << b
  case ">>": return a >> b
  case "==": return a == b ? 1 : 0
  case "!=": return a != b ? 1 : 0
  case "<": return a < b ? 1 : 0
  case "<=": return a <= b ? 1 : 0
  case ">": return a > b ? 1 : 0
  default: return a >= b ? 1 : 0
  }
}
