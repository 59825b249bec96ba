import Diagnostics
import OrderedCollections
import Support
import Tensors

/// Reads a Relay text into a module, one token after the other.
struct RelayParser {

  let source: SourceText
  let bytes: [UInt8]
  let tokens: [RelayToken]
  var position = 0

  var builder = GraphBuilder(pass: "import")

  /// The shapes of parameters of `main` that stand for what the text leaves open.
  var shapes: [String: [Int]] = [:]

  /// What names mean, innermost block last.
  var scopes: [[String: ID<Node>]] = []

  /// Names of blocks that have ended, for messages.
  var endedNames: [String: RelayToken] = [:]

  /// How many blocks and brackets lie in each other.
  var depth = 0

  /// Deeper nesting than this is refused.
  static let depthLimit = 100

  var metadata: RelayMetadataTable
  var constants: [Int: ID<Node>] = [:]

  /// Types that comments have given, by spelling.
  var knownTypes: [String: ValueType] = [:]

  private var poll = Poll()

  /// How many calls of operators have been read.
  var callCount = 0

  /// The sources of the calls that have been read, in order.
  var sourcesSoFar: [ID<Source>] = []

  var unknownOps: [String: (count: Int, first: RelayToken)] = [:]
  var contradictions: [Diagnostic] = []

  /// - Errors: a token or the metadata cannot be read.
  init(_ source: SourceText) throws(Diagnostic) {
    let bytes = Array(source.text.utf8)
    var lexer = RelayLexer(source, bytes)
    try lexer.run()
    self.source = source
    self.bytes = bytes
    tokens = lexer.tokens
    metadata = try RelayMetadataTable(source, bytes, from: lexer.metadataOffset)
  }

  mutating func parse() throws(Diagnostic) -> (module: GraphModule, notes: [Diagnostic]) {
    try skipVersion()
    while token.kind != .end { try definition() }
    guard !builder.module.functions.isEmpty else {
      throw fail("text has no function", hints: ["a model begins with `def @main(`"])
    }
    finishTypes()
    inheritSources()
    return (builder.module, notes)
  }

  private mutating func skipVersion() throws(Diagnostic) {
    guard take("#") else { return }
    try expect("[")
    try expectWord("version")
    try expect("=")
    guard case .text(let version) = token.kind else { throw unexpected("the version") }
    guard version == "0.0.5" else {
      throw fail("version `\(version)` is not known", hints: ["Relay text 0.0.5 can be read"])
    }
    advance()
    try expect("]")
  }

  // MARK: Tokens

  var token: RelayToken { tokens[position] }
  var previous: RelayToken { tokens[max(0, position - 1)] }
  func peek(_ ahead: Int = 1) -> RelayToken { tokens[min(position + ahead, tokens.count - 1)] }

  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  func isAt(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }
  func isAt(word: String) -> Bool { token.kind == .word(word) }

  mutating func take(_ symbol: String) -> Bool {
    guard isAt(symbol) else { return false }
    advance()
    return true
  }

  mutating func take(word: String) -> Bool {
    guard isAt(word: word) else { return false }
    advance()
    return true
  }

  mutating func expect(_ symbol: String) throws(Diagnostic) {
    guard take(symbol) else { throw unexpected("`\(symbol)`") }
  }

  mutating func expectWord(_ word: String) throws(Diagnostic) {
    guard take(word: word) else { throw unexpected("`\(word)`") }
  }

  func place(of token: RelayToken) -> Place {
    source.place(line: token.line, column: token.column)
  }

  func fail(_ message: String, at token: RelayToken? = nil, hints: [String] = []) -> Diagnostic {
    .error(message, at: place(of: token ?? self.token), hints: hints)
  }

  func unexpected(_ wanted: String) -> Diagnostic {
    fail("expected \(wanted), found \(token)")
  }

  /// What `body` reads one level deeper.
  /// - Errors: the levels are too many.
  mutating func nested<Result>(
    _ body: (inout RelayParser) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    try poll.check(after: 1 << 6)
    guard depth < Self.depthLimit else {
      throw fail(
        "more than \(Self.depthLimit) blocks and brackets lie in each other",
        hints: ["give inner values names: `%0 = …;`"])
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  // MARK: Names

  mutating func bind(_ name: String, _ id: ID<Node>) {
    scopes[scopes.count - 1][name] = id
  }

  func lookUp(_ name: String) -> ID<Node>? {
    for scope in scopes.reversed() {
      if let id = scope[name] { return id }
    }
    return nil
  }

  func unknownName(_ name: String) -> Diagnostic {
    if let ended = endedNames[name] {
      return fail(
        "`%\(name)` belongs to a block that has ended",
        hints: ["it was bound at line \(ended.line); bind it before both blocks"])
    }
    let names = scopes.flatMap(\.keys)
    let near = nearest(to: name, in: names).map { "did you mean `%\($0)`" }
    return fail("`%\(name)` is not bound", hints: near.isEmpty ? [] : [near[0]])
  }

}
