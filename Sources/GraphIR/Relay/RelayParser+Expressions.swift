import Diagnostics
import Support
import Tensors

extension RelayParser {

  /// An expression; operators between values as usual: `*` `/` before `+` `-` before comparisons.
  mutating func expression() throws(Diagnostic) -> ID<Node> {
    try nested { parser throws(Diagnostic) in try parser.infix(level: 0) }
  }

  private static let infixOps: [[String: Op]] = [
    [
      "==": Conditions.equal, "!=": Conditions.notEqual, "<": Conditions.less,
      "<=": Conditions.lessOrEqual, ">": Conditions.greater, ">=": Conditions.greaterOrEqual,
    ],
    ["+": Arithmetic.add, "-": Arithmetic.subtract],
    ["*": Arithmetic.multiply, "/": Arithmetic.divide],
  ]

  private mutating func infix(level: Int) throws(Diagnostic) -> ID<Node> {
    guard level < Self.infixOps.count else { return try postfix() }
    var left = try infix(level: level + 1)
    while case .symbol(let symbol) = token.kind, let op = Self.infixOps[level][symbol] {
      let start = token
      advance()
      let right = try infix(level: level + 1)
      left = try call(op, [left, right], Attributes(), at: start)
    }
    return left
  }

  /// A value with what is called of it and taken from it.
  private mutating func postfix() throws(Diagnostic) -> ID<Node> {
    var id = try primary()
    while true {
      let start = token
      if isAt("("), canBeCalled(id) {
        let (arguments, attributes) = try arguments()
        guard attributes.isEmpty else {
          throw fail("a function takes no attributes", at: start)
        }
        id = try apply(id, arguments, at: start)
      } else if take(".") {
        guard case .number(let digits, suffix: "") = token.kind, let index = Int(digits) else {
          throw unexpected("the index of a field")
        }
        advance()
        id = try insert(.projection(index), [id], at: start)
      } else {
        return id
      }
    }
  }

  private func canBeCalled(_ id: ID<Node>) -> Bool {
    switch builder.module[id].kind {
    case .constant, .tuple: false
    default: true
    }
  }

  private mutating func primary() throws(Diagnostic) -> ID<Node> {
    switch token.kind {
    case .local(let name):
      guard let id = lookUp(name) else { throw unknownName(name) }
      advance()
      return id
    case .global(let name):
      advance()
      return builder.module.insert(Node(.global(name), origin: builder.origin))
    case .number, .symbol("-"): return try literal()
    case .symbol("("): return try tuple()
    case .symbol("{"): return try block()
    case .word(let word): return try named(word)
    default: throw unexpected("an expression")
    }
  }

  private mutating func named(_ word: String) throws(Diagnostic) -> ID<Node> {
    switch word {
    case "fn": return try functionLiteral()
    case "if": return try conditional()
    case "meta" where peek().kind == .symbol("["): return try metaConstant()
    case "True", "False", "inff", "nanf", "inff64", "nanf64", "inff16", "nanf16":
      return try literal()
    case "match", "match?": throw fail("`match` cannot be read")
    case "let": return try scopedSequence()
    default:
      let start = token
      advance()
      guard isAt("(") else {
        let wanted = "an expression"
        throw fail(
          "expected \(wanted), found `\(word)`", at: start,
          hints: ["an operator needs operands: `\(word)(…)`"])
      }
      let (operands, attributes) = try arguments()
      return try call(Op.named(word) ?? .unregistered(word), operands, attributes, at: start)
    }
  }

  /// `(a, b)`, `(a,)`, `()`, or an expression or a `let` in brackets.
  private mutating func tuple() throws(Diagnostic) -> ID<Node> {
    let start = token
    advance()
    var fields: [ID<Node>] = []
    var isTuple = isAt(")")
    while !take(")") {
      let isSequence: Bool
      switch (token.kind, peek().kind) {
      case (.word("let"), _), (.local, .symbol("=")): isSequence = true
      default: isSequence = false
      }
      fields.append(isSequence ? try scopedSequence() : try expression())
      if !isAt(")") {
        try expect(",")
        isTuple = true
      }
    }
    return isTuple ? try insert(.tuple, fields, at: start) : fields[0]
  }

  private mutating func scopedSequence() throws(Diagnostic) -> ID<Node> {
    try nested { parser throws(Diagnostic) in
      parser.scopes.append([:])
      defer { parser.endScope() }
      return try parser.sequence(until: nil)
    }
  }

  private mutating func functionLiteral() throws(Diagnostic) -> ID<Node> {
    let start = token
    advance()
    let first = sourcesSoFar.count
    let function = try function()
    builder.sources = Array(sourcesSoFar[first...])
    defer { builder.sources = [] }
    return try insert(.function(function), [], at: start)
  }

  private mutating func conditional() throws(Diagnostic) -> ID<Node> {
    let start = token
    advance()
    try expect("(")
    let condition = try expression()
    try expect(")")
    let then = try block()
    try expectWord("else")
    let other = try block()
    return try insert(.conditional, [condition, then, other], at: start)
  }

  // MARK: Calls

  /// `(a, b, name=value)`.
  private mutating func arguments() throws(Diagnostic) -> ([ID<Node>], Attributes) {
    try expect("(")
    var (operands, attributes) = ([ID<Node>](), Attributes())
    while !take(")") {
      if case .word = token.kind, peek().kind == .symbol("=") {
        let start = token
        let (name, value) = try attribute()
        guard attributes[name] == nil else {
          throw fail("attribute `\(name)` is given twice", at: start)
        }
        attributes[name] = value
      } else if isAt(word: "meta"), case .word(let kind) = peek(2).kind, kind != "relay.Constant" {
        for (name, value) in try metaAttributes() { attributes[name] = value }
      } else {
        operands.append(try expression())
      }
      if !isAt(")") { try expect(",") }
    }
    return (operands, attributes)
  }

  private mutating func call(
    _ op: Op, _ operands: [ID<Node>], _ attributes: Attributes, at start: RelayToken
  ) throws(Diagnostic) -> ID<Node> {
    if !op.isRegistered {
      unknownOps[op.name, default: (0, start)].count += 1
    } else {
      try check(attributes, of: op, at: start)
    }
    if !op.has(.annotation) {
      let place = Place(file: source.name, line: start.line, column: start.column)
      let id = builder.module.insert(
        Source(name: "\(op.name)_\(callCount)", op: op.name, index: callCount, place: place))
      callCount += 1
      sourcesSoFar.append(id)
      builder.sources = [id]
    }
    defer { builder.sources = [] }
    return try insert(.call(op, attributes), operands, at: start)
  }

  private func check(_ attributes: Attributes, of op: Op, at start: RelayToken) throws(Diagnostic) {
    for key in op.attributes {
      guard let value = attributes[key.name], !key.accepts(value) else { continue }
      throw fail(
        "`\(key.name)` of `\(op.name)` cannot be `\(value.relaySpelling)`", at: start,
        hints: ["it must be \(key.kind)"])
    }
  }

  private mutating func apply(
    _ callee: ID<Node>, _ arguments: [ID<Node>], at start: RelayToken
  ) throws(Diagnostic) -> ID<Node> {
    if case .function = builder.module[callee].kind {
      builder.sources = builder.module[callee].origin.sources
    }
    defer { builder.sources = [] }
    return try insert(.apply, [callee] + arguments, at: start)
  }

  // MARK: Nodes

  /// Adds a node with its type: what inference finds, or what a comment behind it says.
  /// - Errors: the operator refuses the operands.
  mutating func insert(
    _ kind: Node.Kind, _ operands: [ID<Node>], at start: RelayToken? = nil
  ) throws(Diagnostic) -> ID<Node> {
    let said = start == nil ? nil : try hint(behind: previous)
    guard canInfer(kind, operands) else {
      return builder.module.insert(Node(kind, operands, type: said, origin: builder.origin))
    }
    do throws(Diagnostic) {
      let id = try builder.insert(kind, operands)
      if let said, let start { compare(said, with: id, at: start) }
      return id
    } catch {
      var error = error
      if let start { error.place = place(of: start) }
      throw error
    }
  }

  private func canInfer(_ kind: Node.Kind, _ operands: [ID<Node>]) -> Bool {
    let module = builder.module
    guard operands.allSatisfy({ module[$0].type != nil }) else { return false }
    switch kind {
    case .call(let op, _): return op.isRegistered
    case .function(let function):
      return function.result != nil
        && function.parameters.allSatisfy { module[$0].type != nil }
    default: return true
    }
  }

  /// Warns where a comment says another type than what was found, a few times.
  private mutating func compare(_ said: ValueType, with id: ID<Node>, at start: RelayToken) {
    guard shapes.isEmpty, let found = builder.module[id].type, found != said,
      contradictions.count < 5
    else { return }
    contradictions.append(
      .warning("comment says `\(said)`, but the type is `\(found)`", at: place(of: start)))
  }

}
