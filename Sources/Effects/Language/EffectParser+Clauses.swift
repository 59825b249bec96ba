import Diagnostics

/// What stands in the entries of an instruction.
extension EffectParser {

  /// `w = e; w += e; stop; barrier; wait(q, n)`
  /// - Errors: as for expressions, or nothing is done.
  mutating func statements() throws(Diagnostic) -> [Statement] {
    if accept("nothing") {
      guard token.kind == .end else { throw unexpected("the end behind `nothing`") }
      return []
    }
    var statements: [Statement] = []
    while token.kind != .end {
      if accept(.semicolon) { continue }
      statements.append(try statement())
      guard token.kind == .end || accept(.semicolon) else {
        throw unexpected("`;` between statements")
      }
    }
    guard !statements.isEmpty else { throw unexpected("a statement, such as `acc[d] = 0`") }
    return statements
  }

  private mutating func statement() throws(Diagnostic) -> Statement {
    let start = token.place.lowerBound
    if accept("stop") { return Statement(node: .stop, place: start ..< end) }
    if accept("barrier") {
      let units = try barrierUnits()
      return Statement(node: .barrier(units), place: start ..< end)
    }
    if let error = foreignStatement { throw error }
    let target = try expression()
    if token.isSign(.becomes) || token.isSign(.plusBecomes) {
      let adds = token.isSign(.plusBecomes)
      advance()
      let value = try expression()
      return Statement(node: .assign(target, value, adds: adds), place: start ..< end)
    }
    guard case .call = target.node else { throw unexpected("`=` or `+=`") }
    return Statement(node: .call(target), place: start ..< end)
  }

  /// An error about a statement of another language: `if by > 0: …`.
  private var foreignStatement: Diagnostic? {
    guard case .name(let word) = token.kind, let foreign = ForeignStatement(rawValue: word) else {
      return nil
    }
    // What is no word of this language may be a name.
    switch token(after: 1).kind {
    case .name: break
    case .sign(.open) where foreign.hasParentheses: break
    case .sign(let sign) where foreign == .otherwise && sign == .colon: break
    default:
      if !ReservedWord.isOne(word) { return nil }
    }
    return .error(
      "no statement begins with `\(word)`", at: source.place(at: token.place.lowerBound),
      hints: [foreign.hint])
  }

  /// `(load, compute)`, or nothing for all units.
  private mutating func barrierUnits() throws(Diagnostic) -> [String] {
    guard accept(.open) else { return [] }
    var units: [String] = []
    repeat { units.append(try name(of: "the name of a unit").text) } while accept(.comma)
    guard accept(.close) else { throw unexpected("`,` and another unit, or `)`") }
    return units
  }

  /// A condition, and nothing behind it.
  mutating func condition() throws(Diagnostic) -> Expression {
    let condition = try expression()
    try expectEnd(of: "the condition")
    return condition
  }

  /// `i in 0:outer, u in uop[begin:end]`
  mutating func loops() throws(Diagnostic) -> [LoopClause] {
    var loops: [LoopClause] = []
    repeat {
      let (name, place) = try name(of: "the name of a loop")
      guard accept("in") else {
        throw unexpected(
          "`in` behind the name of the loop",
          hint: token.isSign(.becomes) ? "write `\(name) in 0:n`" : nil)
      }
      let first = try expression()
      guard accept(.colon) else {
        loops.append(LoopClause(name: name, place: place, domain: .cells(first)))
        continue
      }
      let upper = try expression()
      loops.append(LoopClause(name: name, place: place, domain: .numbers(first, upper)))
    } while accept(.comma)
    try expectEnd(or: "`,` and another loop")
    return loops
  }

  /// `d = e; to = a : b`
  mutating func lets() throws(Diagnostic) -> [LetClause] {
    var lets: [LetClause] = []
    while token.kind != .end {
      if accept(.semicolon) { continue }
      let (name, place) = try name(of: "a name that a number is given")
      try expect(.becomes, to: "and the number of `\(name)`")
      let value = try expression()
      let upper = accept(.colon) ? try expression() : nil
      lets.append(LetClause(name: name, place: place, value: value, upper: upper))
      guard token.kind == .end || accept(.semicolon) else {
        throw unexpected("`;` between names")
      }
    }
    return lets
  }

}
