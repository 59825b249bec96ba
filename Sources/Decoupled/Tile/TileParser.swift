public import Diagnostics
import GraphIR
import Support

/// Reads the text of tile IR back: the inverse of printing.
///
/// - Errors: the first line that is not understood, with its place.
struct TileParser {

  private let source: SourceText

  /// Lines that are not empty, and their numbers.
  private var lines: [(number: Int, text: Substring)]
  private var next = 0

  init(_ source: SourceText) {
    self.source = source
    lines = source.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, $0.element) }.filter { !$0.1.allSatisfy { $0 == " " } }
  }

  mutating func parse() throws(Diagnostic) -> TileProgram {
    var program = try header()
    while let line = scanner() {
      switch try (line.indent, keyword(line)) {
      case (0, "value"), (0, "const"): program.values.append(try value())
      case (0, "kernel"): program.kernels.append(try kernel())
      default: throw line.unexpected("`value`, `const` or `kernel`")
      }
    }
    return program
  }

  private func scanner() -> TileScanner? {
    guard next < lines.count else { return nil }
    return TileScanner(lines[next].text, line: lines[next].number, in: source)
  }

  private func keyword(_ line: TileScanner) throws(Diagnostic) -> String {
    var line = line
    return try line.name()
  }

  /// The next line, which there must be.
  private mutating func take() throws(Diagnostic) -> TileScanner {
    guard let line = scanner() else {
      throw .error("the text ends too early", at: source.place(at: source.text.utf8.count))
    }
    next += 1
    return line
  }

  private mutating func header() throws(Diagnostic) -> TileProgram {
    var line = try take()
    try line.expect("region")
    try line.expect("@")
    let name = try line.word()
    try line.expect("on")
    var program = TileProgram(target: try line.word(), name: name)
    program.inputs = try line.list("(", ")") { s throws(Diagnostic) in try s.name() }
    try line.expect("->")
    program.givesTuple = line.accept("tuple")
    program.outputs = try line.list("(", ")") { s throws(Diagnostic) in try s.name() }
    try finish(&line)
    line = try take()
    try line.expect("passes")
    program.passes = try line.list { s throws(Diagnostic) in try s.word() }
    try finish(&line)
    return program
  }

  private mutating func value() throws(Diagnostic) -> TileValue {
    var line = try take()
    let isConstant = line.accept("const")
    if !isConstant { try line.expect("value") }
    let name = try line.name()
    try line.expect(":")
    let memory = try line.word()
    let axes = try line.list("[", "]") { s throws(Diagnostic) in (try s.name(), try s.integer()) }
    try line.expect("x")
    let bytes = try line.integer()
    try line.expect("bytes")
    try line.expect("of")
    let shape = try line.list("[", "]") { s throws(Diagnostic) in try s.integer() }
    var recipe: TileValue.Recipe?
    if isConstant {
      try line.expect("=")
      var terms = [try term(&line)]
      while line.accept("+") { terms.append(try term(&line)) }
      recipe = TileValue.Recipe(terms)
    }
    let origins = try Self.origins(&line)
    try finish(&line)
    return TileValue(
      name, shape: shape, memory: memory, axes: axes.map(\.0).joined(), extents: axes.map(\.1),
      elementBytes: bytes, recipe: recipe, origins: origins)
  }

  private func term(_ line: inout TileScanner) throws(Diagnostic) -> TileValue.Recipe.Term {
    if line.accept("identity") { return .identity }
    if line.accept("%") { return .node(ID(try line.integer())) }
    return .number(try line.integer())
  }

  private mutating func kernel() throws(Diagnostic) -> TileKernel {
    var line = try take()
    try line.expect("kernel")
    let name = try line.name()
    try line.expect(":")
    let operation = try line.word()
    let origins = try Self.origins(&line)
    try finish(&line)
    return TileKernel(name, operation: operation, origins: origins, body: try body(indent: 2))
  }

  /// The statements that are indented by `indent`, with what is in them.
  private mutating func body(indent: Int) throws(Diagnostic) -> [TileStatement] {
    var statements: [TileStatement] = []
    while var line = scanner(), line.indent == indent {
      next += 1
      var statement = try TileStatement(reading: &line)
      try finish(&line)
      if case .loop = statement.kind { statement.body = try body(indent: indent + 2) }
      statements.append(statement)
    }
    return statements
  }

  /// The nodes behind `;`, if there are any.
  static func origins(_ line: inout TileScanner) throws(Diagnostic) -> [ID<Node>] {
    guard line.accept(";") else { return [] }
    var origins: [ID<Node>] = []
    while line.accept("%") { origins.append(ID(try line.integer())) }
    return origins
  }

  private func finish(_ line: inout TileScanner) throws(Diagnostic) {
    line.skipSpaces()
    guard line.isAtEnd else { throw line.unexpected("the end of the line") }
  }

}

extension TileProgram {

  /// The program that `source` spells.
  /// - Errors: the first line that is not understood.
  public init(reading source: SourceText) throws(Diagnostic) {
    var parser = TileParser(source)
    self = try parser.parse()
  }

}
