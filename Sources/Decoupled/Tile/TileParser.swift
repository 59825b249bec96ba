public import Diagnostics
import GraphIR
import Passes
import Support
import Tensors

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
    lines = source.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().map { ($0.offset + 1, $0.element) }.filter { line in
        // Remarks outside of kernels say nothing.
        !line.1.allSatisfy { $0 == " " } && !line.1.hasPrefix("//")
      }
  }

  /// Reads regions, and the contents of constants.
  mutating func file() throws(Diagnostic) -> TileText {
    var text = TileText()
    while let line = scanner() {
      switch keyword(line) {
      case "region": text.regions.append(try region())
      case "data":
        let (id, tensor) = try data()
        text.data[id] = tensor
      default: throw line.unexpected("`region` or `data`")
      }
    }
    guard !text.regions.isEmpty else { throw tooShort }
    return text
  }

  /// Reads the one region that there is.
  mutating func parse() throws(Diagnostic) -> TileProgram {
    let program = try region().program
    if let line = scanner() { throw line.unexpected("the end of the text") }
    return program
  }

  private mutating func region() throws(Diagnostic) -> TileSource {
    var region = try header()
    while let line = scanner() {
      guard line.indent == 0 else { throw line.unexpected("a line that is not indented") }
      let number = lines[next].number
      switch keyword(line) {
      case "value", "const":
        region.program.values.append(try value())
        region.values.append(number)
      case "kernel":
        region.statements.append([])
        region.kernels.append(number)
        let kernel = try kernel(&region)
        region.program.kernels.append(kernel)
      case "region", "data": return region
      default: throw line.unexpected("`value`, `const` or `kernel`")
      }
    }
    return region
  }

  private func scanner() -> TileScanner? {
    guard next < lines.count else { return nil }
    return TileScanner(lines[next].text, line: lines[next].number, in: source)
  }

  /// The word that the line begins with; empty if it begins with something else.
  private func keyword(_ line: TileScanner) -> String {
    var line = line
    return (try? line.name()) ?? ""
  }

  private var tooShort: Diagnostic {
    .error("the text ends too early", at: source.place(at: source.text.utf8.count))
  }

  /// The next line, which there must be.
  private mutating func take() throws(Diagnostic) -> TileScanner {
    guard let line = scanner() else { throw tooShort }
    next += 1
    return line
  }

  private mutating func header() throws(Diagnostic) -> TileSource {
    var line = try take()
    let head = line.line
    try line.expect("region")
    try line.expect("@")
    let name = try line.word()
    try line.expect("on")
    var program = TileProgram(target: try line.word(), name: name)
    program.inputs = try line.list("(", ")") { s throws(Diagnostic) in ValueName(try s.name()) }
    try line.expect("->")
    program.givesTuple = line.accept("tuple")
    program.outputs = try line.list("(", ")") { s throws(Diagnostic) in ValueName(try s.name()) }
    _ = try Self.origin(&line)
    try finish(&line)
    line = try take()
    try line.expect("passes")
    program.passes = try line.list { s throws(Diagnostic) in try s.word() }
    try finish(&line)
    return TileSource(program: program, head: head, passes: line.line)
  }

  private mutating func value() throws(Diagnostic) -> TileValue {
    var line = try take()
    let isConstant = line.accept("const")
    if !isConstant { try line.expect("value") }
    let name = ValueName(try line.name())
    try line.expect(":")
    let memory = MemoryName(try line.word())
    let axes = try line.list("[", "]") { s throws(Diagnostic) in (try s.axis(), try s.integer()) }
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
    let origin = try Self.origin(&line)
    try finish(&line)
    return TileValue(
      name, shape: shape, memory: memory, axes: axes.map(\.0), extents: axes.map(\.1),
      elementBytes: bytes, recipe: recipe, origin: origin)
  }

  /// What a constant of the graph holds: `data %16: int8[2, 2] = 1 2 3 4`.
  private mutating func data() throws(Diagnostic) -> (ID<Node>, Tensor) {
    var line = try take()
    try line.expect("data")
    let id = try line.node()
    try line.expect(":")
    let start = line
    guard let type = ElementType(try line.name()), let range = type.integerRange else {
      throw start.unexpected("a type of integers")
    }
    let shape = try line.list("[", "]") { s throws(Diagnostic) in try s.integer() }
    try line.expect("=")
    var numbers: [Int] = []
    while line.comesNumber {
      let start = line
      numbers.append(try line.number())
      guard range.contains(numbers[numbers.count - 1]) else {
        throw start.unexpected("a number of \(type)")
      }
    }
    try finish(&line)
    do throws(TensorError) {
      return (id, try Tensor(type, shape, ints: numbers))
    } catch {
      throw start.unexpected("a type of \(numbers.count) numbers")
    }
  }

  private func term(_ line: inout TileScanner) throws(Diagnostic) -> TileValue.Recipe.Term {
    if line.accept("identity") { return .identity }
    if line.comes("%") { return .node(try line.node()) }
    return .number(try line.number())
  }

  private mutating func kernel(_ region: inout TileSource) throws(Diagnostic) -> TileKernel {
    var line = try take()
    try line.expect("kernel")
    let name = KernelName(try line.name())
    try line.expect(":")
    let operation = try line.word()
    let origin = try Self.origin(&line)
    try finish(&line)
    return TileKernel(
      name, operation: operation, origin: origin, body: try body(indent: 2, &region))
  }

  /// The statements that are indented by `indent`, with what is in them.
  private mutating func body(
    indent: Int, _ region: inout TileSource
  ) throws(Diagnostic) -> [TileStatement] {
    var statements: [TileStatement] = []
    if let line = scanner(), indent > Self.deepest {
      throw line.unexpected("no more than \(Self.deepest / 2) loops in each other")
    }
    while var line = scanner(), line.indent == indent {
      next += 1
      region.statements[region.statements.count - 1].append(line.line)
      var statement = try TileStatement(reading: &line)
      try finish(&line)
      if case .loop = statement.kind { statement.body = try body(indent: indent + 2, &region) }
      statements.append(statement)
    }
    if let line = scanner(), line.indent > indent {
      throw line.unexpected("\(indent) spaces before the statement, or fewer")
    }
    return statements
  }

  /// How far a line is indented at most.
  private static let deepest = 400

  /// What lines are said to be made by that a person wrote.
  private static let hand = "text"

  /// What stands behind `;`: nodes, or `by` and a pass. A line without it was written by hand.
  static func origin(_ line: inout TileScanner) throws(Diagnostic) -> Provenance {
    guard line.accept(";") else { return .synthetic(by: hand) }
    if line.accept("by") { return .synthetic(by: try line.word()) }
    let first = try line.node()
    var others: [ID<Node>] = []
    while line.comes("%") { others.append(try line.node()) }
    return Provenance(first, others)
  }

  /// The text of a remark, and the pass behind the last `; by`.
  static func remark(_ text: String) -> (text: String, origin: Provenance) {
    func plain(_ text: some StringProtocol) -> String { String(text.drop { $0 == " " }) }
    let mark = " ; by "
    guard let range = text.ranges(of: mark).last else { return (plain(text), .synthetic(by: hand)) }
    let pass = String(text[range.upperBound...])
    guard !pass.isEmpty, pass.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) })
    else { return (plain(text), .synthetic(by: hand)) }
    return (plain(text[..<range.lowerBound]), .synthetic(by: pass))
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
