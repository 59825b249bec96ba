import Diagnostics
import GraphIR
import Support

extension EditParser {

  /// What a part of a condition is: a value, or whether something holds.
  private enum Part {
    case term(NodeTerm)
    case condition(NodeCondition)
  }

  /// `where CONDITION`, if it is there.
  /// - Parameter subject: what the condition is on, for the attributes that there are.
  /// - Errors: what follows is something else, or the condition is none.
  mutating func condition(
    on subject: NodeSelector.Subject
  ) throws(Diagnostic) -> NodeCondition? {
    guard !scanner.isAtEnd else { return nil }
    guard scanner.accept(word: Self.where) else {
      throw scanner.wrong(
        "\(scanner.found) is too much", at: scanner.position,
        hints: ["a condition begins with `where`: `where channels % 16 == 0`"])
    }
    return try or(subject.scope)
  }

  private mutating func or(_ scope: FactScope) throws(Diagnostic) -> NodeCondition {
    let start = scanner.position
    return try condition(try disjunction(scope), at: start)
  }

  // MARK: Levels, from the weakest

  private mutating func disjunction(_ scope: FactScope) throws(Diagnostic) -> Part {
    let start = scanner.position
    var left = try conjunction(scope)
    while scanner.accept(word: "or") {
      let middle = scanner.position
      let right = try conjunction(scope)
      left = .condition(.or(try condition(left, at: start), try condition(right, at: middle)))
    }
    return left
  }

  private mutating func conjunction(_ scope: FactScope) throws(Diagnostic) -> Part {
    let start = scanner.position
    var left = try negation(scope)
    while scanner.accept(word: "and") {
      let middle = scanner.position
      let right = try negation(scope)
      left = .condition(.and(try condition(left, at: start), try condition(right, at: middle)))
    }
    return left
  }

  private mutating func negation(_ scope: FactScope) throws(Diagnostic) -> Part {
    guard scanner.accept(word: "not") else { return try comparison(scope) }
    let start = scanner.position
    let part = try nested { parser throws(Diagnostic) in try parser.negation(scope) }
    return .condition(.not(try condition(part, at: start)))
  }

  private mutating func comparison(_ scope: FactScope) throws(Diagnostic) -> Part {
    let start = scanner.position
    let left = try sum(scope)
    let sign = scanner.position
    guard let relation = try relation() else { return left }
    let first = try term(left, at: start)
    let middle = scanner.position
    let second: NodeTerm
    if let text = text(comparedWith: first) {
      second = text
    } else {
      second = try term(try sum(scope), at: middle)
    }
    try check(first, relation, second, at: sign)
    return .condition(.compare(first, relation, second))
  }

  private mutating func sum(_ scope: FactScope) throws(Diagnostic) -> Part {
    let start = scanner.position
    var left = try product(scope)
    while let operation = operation(.add, .subtract) {
      let middle = scanner.position
      let right = try product(scope)
      left = .term(
        .arithmetic(try term(left, at: start), operation, try term(right, at: middle)))
    }
    return left
  }

  private mutating func product(_ scope: FactScope) throws(Diagnostic) -> Part {
    let start = scanner.position
    var left = try primary(scope)
    while let operation = operation(.multiply, .divide, .remainder) {
      let middle = scanner.position
      let right = try primary(scope)
      left = .term(
        .arithmetic(try term(left, at: start), operation, try term(right, at: middle)))
    }
    return left
  }

  private mutating func primary(_ scope: FactScope) throws(Diagnostic) -> Part {
    let start = scanner.position
    guard let next = scanner.next else {
      throw scanner.wrong("a value is missing", at: start)
    }
    if scanner.accept("(") {
      let part = try nested { parser throws(Diagnostic) in try parser.disjunction(scope) }
      try scanner.expect(")")
      return part
    }
    if scanner.accept("[") { return .term(try element(of: .list(try list(scope)))) }
    if next == "\"" || next == "'" { return .term(.text(try scanner.quoted(by: next))) }
    if next == "-" || next.isNumber { return .term(try number()) }
    let word = scanner.take(while: \.isNamePart)
    guard !word.isEmpty else {
      throw scanner.wrong("expected a name or a number, found \(scanner.found)", at: start)
    }
    guard let fact = scope.fact(word) else {
      throw scanner.wrong(scope.message(word), at: start, hints: scope.hints(word))
    }
    return .term(try element(of: .fact(fact)))
  }

  // MARK: Parts

  private mutating func nested(
    _ read: (inout EditParser) throws(Diagnostic) -> Part
  ) throws(Diagnostic) -> Part {
    guard depth < Self.deepest else {
      throw scanner.wrong(
        "the condition lies more than \(Self.deepest) deep", at: scanner.position)
    }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func list(_ scope: FactScope) throws(Diagnostic) -> [NodeTerm] {
    var terms: [NodeTerm] = []
    if scanner.accept("]") { return terms }
    repeat {
      let start = scanner.position
      let part = try nested { parser throws(Diagnostic) in try parser.sum(scope) }
      terms.append(try term(part, at: start))
    } while scanner.accept(",")
    try scanner.expect("]")
    return terms
  }

  /// `term`, or an element of it where brackets follow.
  private mutating func element(of term: NodeTerm) throws(Diagnostic) -> NodeTerm {
    guard scanner.accept("[") else { return term }
    let start = scanner.position
    guard case .integer(let index) = try number() else {
      throw scanner.wrong("an element is counted by a whole number", at: start)
    }
    try scanner.expect("]")
    return .element(term, index)
  }

  private mutating func number() throws(Diagnostic) -> NodeTerm {
    let start = scanner.position
    let isNegative = scanner.accept("-")
    var digits = ""
    // A sign belongs to the number behind the letter of an exponent only.
    var text = scanner.take { character in
      let isPart =
        character.isNumber || character == "." || character == "e" || character == "E"
        || ((character == "-" || character == "+") && (digits.last == "e" || digits.last == "E"))
      if isPart { digits.append(character) }
      return isPart
    }
    if isNegative { text = "-" + text }
    if let number = Int(text) { return .integer(number) }
    if let number = Double(text), number.isFinite { return .real(number) }
    throw scanner.wrong("`\(text)` is no number", at: start)
  }

  /// A word that stands for itself, where something that has a text is compared with it.
  private mutating func text(comparedWith term: NodeTerm) -> NodeTerm? {
    guard case .fact(let fact) = term, fact.isText, scanner.next?.isLetter == true else {
      return nil
    }
    return .text(scanner.take(while: \.isNamePart))
  }

  private mutating func relation() throws(Diagnostic) -> NodeCondition.Relation? {
    // Longer signs first: `<=` begins as `<` does.
    let signs = NodeCondition.Relation.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
    if let relation = signs.first(where: { scanner.accept($0.rawValue) }) { return relation }
    guard scanner.next == "=" else { return nil }
    throw scanner.wrong("`=` compares nothing", at: scanner.position, hints: ["write `==`"])
  }

  private mutating func operation(
    _ operations: NodeTerm.Operation...
  ) -> NodeTerm.Operation? {
    operations.first { scanner.accept($0.rawValue) }
  }

  // MARK: Checks

  private func condition(_ part: Part, at start: Int) throws(Diagnostic) -> NodeCondition {
    guard case .condition(let condition) = part else {
      throw scanner.wrong(
        "a value is no condition", at: start, hints: ["compare it: `groups == 1`"])
    }
    return condition
  }

  private func term(_ part: Part, at start: Int) throws(Diagnostic) -> NodeTerm {
    guard case .term(let term) = part else {
      throw scanner.wrong(
        "a condition is no value", at: start, hints: ["join conditions with `and` and `or`"])
    }
    return term
  }

  private func check(
    _ left: NodeTerm, _ relation: NodeCondition.Relation, _ right: NodeTerm, at sign: Int
  ) throws(Diagnostic) {
    guard left.isText != nil, right.isText != nil, left.isText != right.isText else { return }
    throw scanner.wrong("`\(left)` and `\(right)` can not be compared: one is a text", at: sign)
  }

}

extension NodeTerm {
  /// Whether it is a text; nil where that depends on the operator.
  fileprivate var isText: Bool? {
    switch self {
    case .integer, .real, .arithmetic: false
    case .text: true
    case .fact(let fact): fact.isText ? true : nil
    case .list, .element: nil
    }
  }
}

/// Which names a condition can use.
struct FactScope {

  /// The operator, where there is but one.
  let op: Op?

  /// What `word` asks for; nil where there is nothing of that name.
  func fact(_ word: String) -> NodeFact? {
    let parts = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let side = NodeFact.Side(rawValue: String(parts[0])),
        NodeFact.Shape(rawValue: String(parts[1])) != nil
      else { return nil }
      return NodeFact(side: side, name: String(parts[1]))
    }
    guard NodeFact.Shape(rawValue: word) != nil || attributes.contains(word) else { return nil }
    return NodeFact(side: nil, name: word)
  }

  private var attributes: Set<String> {
    op.map { Set($0.attributes.map(\.name)) } ?? NodeFact.attributeNames
  }

  private var names: [String] {
    let shapes = NodeFact.Shape.allCases.map(\.rawValue)
    let sides = NodeFact.Side.allCases.flatMap { side in shapes.map { "\(side.rawValue).\($0)" } }
    return shapes + attributes.sorted() + sides
  }

  func message(_ word: String) -> String {
    let owner = op.map { "`\($0.name)`" } ?? "no operator"
    return op == nil
      ? "\(owner) has an attribute `\(word)`" : "\(owner) has no attribute `\(word)`"
  }

  func hints(_ word: String) -> [String] {
    if let near = nearest(to: word, in: names, most: 1).first { return ["did you mean `\(near)`?"] }
    let own = op.map { op in op.attributes.map(\.name) } ?? []
    let shapes = NodeFact.Shape.allCases.map(\.rawValue)
    return ["there are \((shapes + own).joined(separator: ", "))"]
  }

}

extension NodeSelector.Subject {
  /// What can be asked of the operators that this selects.
  fileprivate var scope: FactScope {
    guard case .op(let name) = self else { return FactScope(op: nil) }
    return FactScope(op: Op.named(name))
  }
}
