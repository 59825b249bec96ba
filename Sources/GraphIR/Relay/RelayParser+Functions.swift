import Diagnostics
import OrderedCollections
import Support

extension RelayParser {

  /// `def @name(…) -> type { … }`, or a lone expression, which becomes `main`.
  mutating func definition() throws(Diagnostic) {
    if isAt(word: "type") || isAt(word: "extern") {
      throw fail("type definitions cannot be read", hints: ["only functions can"])
    }
    guard take(word: "def") else {
      try loneExpression()
      return
    }
    guard case .global(let name) = token.kind else { throw unexpected("`@` and a name") }
    guard builder.module.functions[name] == nil else {
      throw fail("`@\(name)` is defined twice")
    }
    advance()
    builder.module.functions[name] = try function()
  }

  private mutating func loneExpression() throws(Diagnostic) {
    guard builder.module.functions.isEmpty else { throw unexpected("`def`") }
    scopes = [[:]]
    let id = isAt(word: "fn") ? try expression() : try sequence(until: nil)
    if let function = builder.module[id].function {
      builder.module.functions["main"] = function
    } else {
      let free = builder.module.postorder(from: [id]).filter {
        if case .variable = builder.module[$0].kind { true } else { false }
      }
      builder.module.functions["main"] = Function(parameters: free, body: id)
    }
    guard token.kind == .end else { throw unexpected("the end of the text") }
  }

  /// `(parameters, attributes) -> type { … }`.
  mutating func function() throws(Diagnostic) -> Function {
    if isAt("[") || isAt("<") {
      throw fail("type parameters cannot be read", hints: ["write the function for its types"])
    }
    scopes.append([:])
    defer { endScope() }
    try expect("(")
    var (parameters, attributes) = ([ID<Node>](), Attributes())
    while !take(")") {
      if case .local = token.kind {
        parameters.append(try declaration())
      } else {
        let (name, value) = try attribute()
        attributes[name] = value
      }
      if !isAt(")") { try expect(",") }
    }
    let result = take("->") ? try type() : nil
    let body = try block()
    return Function(
      parameters: parameters, body: body, attributes: attributes,
      result: result ?? builder.module[body].type)
  }

  /// `%name: type`; binds the name.
  mutating func declaration() throws(Diagnostic) -> ID<Node> {
    guard case .local(let name) = token.kind else { throw unexpected("`%` and a name") }
    if scopes.last?[name] != nil { throw fail("`%\(name)` is bound twice") }
    let id = try variable(name)
    bind(name, id)
    return id
  }

  /// The variable `%name: type`, which has no meaning yet.
  private mutating func variable(_ name: String) throws(Diagnostic) -> ID<Node> {
    let start = token
    advance()
    let isTyped = take(":")
    let declared = isTyped ? try type() : nil
    let hinted = try hint(behind: previous)
    let type = try bound(declared ?? hinted, of: name, at: start)
    return builder.variable(name, type)
  }

  /// `type` with the extents that were given to the parameter `name` of the outermost function.
  /// - Errors: they do not go with the type.
  private func bound(
    _ type: ValueType?, of name: String, at token: RelayToken
  ) throws(Diagnostic) -> ValueType? {
    guard scopes.count <= 2, let shape = shapes[name], let tensor = type?.tensor,
      tensor.extents == nil
    else { return type }
    let fits =
      tensor.shape.count == shape.count
      && zip(tensor.shape, shape).allSatisfy { $0 == nil || $0 == $1 }
    let bound = TensorType(shape.map { $0 }, tensor.element)
    guard fits, bound.isPossible else {
      throw fail("`%\(name)` has the type `\(tensor)`, found the shape \(shape)", at: token)
    }
    return .tensor(bound)
  }

  /// `{ … }`.
  mutating func block() throws(Diagnostic) -> ID<Node> {
    try expect("{")
    return try nested { parser throws(Diagnostic) in
      parser.scopes.append([:])
      defer { parser.endScope() }
      let body = try parser.sequence(until: "}")
      try parser.expect("}")
      return body
    }
  }

  mutating func endScope() {
    guard let scope = scopes.popLast() else { return }
    for name in scope.keys where endedNames[name] == nil { endedNames[name] = previous }
  }

  /// `%0 = …; let %x = …; value`: bindings, then the value of the block.
  mutating func sequence(until end: String?) throws(Diagnostic) -> ID<Node> {
    var bindings: [(variable: ID<Node>, value: ID<Node>)] = []
    while true {
      if take(word: "let") {
        bindings.append(try binding())
      } else if take(word: "free_var") {
        _ = try declaration()
        try expect(";")
      } else if case .local(let name) = token.kind, peek().kind == .symbol("=") {
        try assignment(name)
      } else {
        break
      }
    }
    if end != nil, isAt("}") { throw fail("block has no value", hints: ["end it with one"]) }
    var result = try expression()
    // The innermost `let` is the last one read.
    for (variable, value) in bindings.reversed() {
      result = try insert(.binding, [variable, value, result])
    }
    return result
  }

  private mutating func assignment(_ name: String) throws(Diagnostic) {
    let start = token
    if scopes.last?[name] != nil { throw fail("`%\(name)` is bound twice", at: start) }
    advance()
    advance()
    let value = try expression()
    bind(name, value)
    try expect(";")
  }

  /// A name that has a meaning already has it in the value still, but for a function, which may
  /// call itself.
  private mutating func binding() throws(Diagnostic) -> (variable: ID<Node>, value: ID<Node>) {
    let variable: ID<Node>
    var shadowing: String?
    if take("_") || take(word: "_") {
      variable = builder.variable("_", nil)
    } else {
      guard case .local(let name) = token.kind else { throw unexpected("`%` and a name") }
      variable = try self.variable(name)
      let isFunction = isAt("=") && peek().kind == .word("fn")
      if isFunction || lookUp(name) == nil {
        bind(name, variable)
      } else {
        shadowing = name
      }
    }
    try expect("=")
    let value = try expression()
    if let shadowing { bind(shadowing, variable) }
    if builder.module[variable].type == nil {
      builder.module[variable].type = builder.module[value].type
    }
    try expect(";")
    return (variable, value)
  }

}
