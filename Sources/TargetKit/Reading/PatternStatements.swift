import Diagnostics
import GraphIR
import Passes
import Support

/// Builds a pattern from its statements, one after the other; the last is the root.
struct PatternStatements {

  private var values: [String: Pattern] = [:]

  /// Of how many parts each value consists, those that stand in it twice counted twice.
  private var sizes: [String: Int] = [:]
  private static let mostParts = 1 << 16

  private(set) var pattern: Pattern?

  /// What statements give, in their order, and which of it others read.
  private(set) var given: [String] = []
  private var read: Set<String> = []

  /// A statement that no other reads, though it is not the last.
  var unread: String? { given.dropLast().first { !read.contains($0) } }

  /// What comes from outside, by the names that statements have for it.
  private(set) var inputs: Set<String> = []

  private let tails: [String: PatternTail]

  /// The tails that statements have used, in their order.
  private(set) var used: [PatternTail] = []

  init(tails: [String: PatternTail] = [:]) { self.tails = tails }

  /// Adds `NAME = FORM [or FORM]… [, optional]`, where a form is a call, a tuple, a field of
  /// one, or a statement behind another; or all statements of a tail, `TAIL(NAME)`.
  /// - Errors: the text is no statement, or gives a name a second time.
  mutating func append(_ text: String) throws(Diagnostic) {
    if let use = PatternTail.Use(text) { return try append(use) }
    var scanner = StatementScanner(text)
    let name = try scanner.word("a name")
    try scanner.expect("=")
    guard values[name] == nil else { throw scanner.error("`\(name)` is given twice", at: 0) }
    var size = 0
    var calls = [try form(labelled: name, &scanner, &size)]
    while scanner.accept("or") { calls.append(try form(labelled: name, &scanner, &size)) }
    if scanner.accept(",") {
      try scanner.expect("optional")
      guard let first = calls[0].firstOperand else {
        throw scanner.error(
          "an optional statement needs an operand to stand for", at: scanner.count - 1)
      }
      calls.append(first)
      size += first.label.flatMap { sizes[$0] } ?? size
    }
    try scanner.expectEnd()
    guard size <= Self.mostParts else {
      throw scanner.error(
        "the pattern has too many parts", at: 0, hints: ["make several patterns of it"])
    }
    sizes[name] = size
    let value: Pattern = calls.count == 1 ? calls[0] : .choice(calls)
    values[name] = value
    given.append(name)
    pattern = value
  }

  /// What a name stands for: what a statement before gives, or something from outside.
  private mutating func take(_ name: String) -> Pattern {
    read.insert(name)
    if let value = values[name] { return value }
    inputs.insert(name)
    return .input(name)
  }

  /// Adds the statements of a tail, which read a value under a name of their own.
  private mutating func append(_ use: PatternTail.Use) throws(Diagnostic) {
    guard let tail = tails[use.tail] else {
      let near = nearest(to: use.tail, in: tails.keys.sorted(), most: 1).first
      throw .error(
        "there is no tail `\(use.tail)`",
        hints: [
          near.map { "did you mean `\($0)`?" }
            ?? "a statement gives a name, as `x = \(use.tail)(y)`"
        ])
    }
    let (value, size) = (values[tail.parameter], sizes[tail.parameter])
    (values[tail.parameter], sizes[tail.parameter]) = (
      take(use.value), sizes[use.value] ?? 1
    )
    defer { (values[tail.parameter], sizes[tail.parameter]) = (value, size) }
    used.append(tail)
    for statement in tail.statements {
      do throws(Diagnostic) {
        try append(statement.text)
      } catch {
        throw .error(
          error.message, hints: error.hints + ["it is a statement of the tail `\(tail.name)`"])
      }
    }
  }

  private mutating func form(
    labelled label: String, _ scanner: inout StatementScanner, _ size: inout Int
  ) throws(Diagnostic) -> Pattern {
    size += 1
    if scanner.accept("(") {
      if scanner.acceptsAnything() {
        try scanner.expect(")")
        return .anyTuple(label: label)
      }
      return .tuple(label: label, try operands(of: label, &scanner, &size))
    }
    let start = scanner.count
    let word = try scanner.word("an operator, a tuple or a field")
    if let end = values[word], scanner.accept("after") {
      read.insert(word)
      size += sizes[word] ?? 1
      let parent = try statement(&scanner, &size)
      try scanner.expect("through")
      return .dominated(end, parent: parent, path: try statement(&scanner, &size))
    }
    if let field = try field(word, labelled: label, &scanner, &size) { return field }
    guard let op = Op.named(word) else {
      let near = nearest(to: word, in: Op.all.map(\.name), most: 1).first
      throw scanner.error(
        "there is no operator `\(word)`", at: start,
        hints: near.map { ["did you mean `\($0)`?"] } ?? [])
    }
    try scanner.expect("(")
    var call: Pattern
    if scanner.acceptsAnything() {
      try scanner.expect(")")
      call = .anyCall(label: label, op: word)
    } else {
      let operands = try operands(of: label, &scanner, &size)
      guard operands.count == op.operands.count else {
        throw scanner.error(
          "`\(word)` takes \(op.operands.text), found \(operands.count)", at: start,
          hints: [
            "write `\(word)(\(op.operands.map(\.name).joined(separator: ", ")))`, or "
              + "`\(word)(...)` for any"
          ])
      }
      call = .call(label: label, op: word, operands: operands)
    }
    let attributes = try attributes(of: op, &scanner)
    return attributes.isEmpty ? call : .attributed(call, attributes)
  }

  /// `TUPLE.2`, or `TUPLE.*` for any field of it.
  private mutating func field(
    _ word: String, labelled label: String, _ scanner: inout StatementScanner, _ size: inout Int
  ) throws(Diagnostic) -> Pattern? {
    guard let dot = word.lastIndex(of: "."), !scanner.comes("(") else { return nil }
    let (name, index) = (String(word[..<dot]), word[word.index(after: dot)...])
    let tuple = take(name)
    size += sizes[name] ?? 1
    if index.isEmpty {
      try scanner.expect("*")
      return .projection(label: label, tuple, index: nil)
    }
    guard let number = Int(index) else {
      throw scanner.error("`\(word)` is no field of a tuple", at: scanner.count - 1)
    }
    return .projection(label: label, tuple, index: number)
  }

  /// What a statement before stands for.
  private mutating func statement(
    _ scanner: inout StatementScanner, _ size: inout Int
  ) throws(Diagnostic) -> Pattern {
    let name = try scanner.word("the name of a statement")
    guard let pattern = values[name] else {
      throw scanner.error("no statement before is `\(name)`", at: scanner.count - 1)
    }
    read.insert(name)
    size += sizes[name] ?? 1
    return pattern
  }

  /// What stands up to the closing bracket.
  private mutating func operands(
    of label: String, _ scanner: inout StatementScanner, _ size: inout Int
  ) throws(Diagnostic) -> [Pattern] {
    var operands: [Pattern] = []
    repeat {
      // What the text gives no name has one of its own.
      let place = "\(label).\(operands.count)"
      if let number = try scanner.number() {
        operands.append(.scalar(place, number))
        continue
      }
      let word = try scanner.word("an operand")
      switch word {
      case "constant":
        if let number = try scanner.number() {
          operands.append(.scalar(place, number))
        } else {
          operands.append(.constant(try scanner.word("a name for the constant")))
        }
      case "tuple" where scanner.comesWord:
        operands.append(.anyTuple(label: try scanner.word("a name for the tuple")))
      case "variable" where scanner.comesWord:
        operands.append(.variable(try scanner.word("a name for the variable")))
      case "wildcard": operands.append(.input(place))
      default:
        operands.append(take(word))
        size += sizes[word] ?? 1
      }
    } while scanner.accept(",")
    try scanner.expect(")")
    return operands
  }

  /// `{NAME=VALUE, …}`, if it is there.
  private func attributes(
    of op: Op, _ scanner: inout StatementScanner
  ) throws(Diagnostic) -> [String: AttributeValue] {
    var attributes: [String: AttributeValue] = [:]
    guard scanner.accept("{") else { return attributes }
    repeat {
      let name = try scanner.word("an attribute")
      guard let key = op.attributes.first(where: { $0.name == name }) else {
        let near = nearest(to: name, in: op.attributes.map(\.name), most: 1).first
        throw scanner.error(
          "`\(op.name)` has no attribute `\(name)`", at: scanner.count - 1,
          hints: near.map { ["did you mean `\($0)`?"] } ?? [])
      }
      try scanner.expect("=")
      let start = scanner.count
      let value = try scanner.value()
      guard key.accepts(value) else {
        throw scanner.error(
          "`\(name)` of `\(op.name)` can not be \(value.relaySpelling)", at: start,
          hints: ["it is of the kind \(key.kind)"])
      }
      attributes[name] = value
    } while scanner.accept(",")
    try scanner.expect("}")
    return attributes
  }

}

extension [Operand] {
  /// How many there are.
  fileprivate var text: String { count == 1 ? "1 operand" : "\(count) operands" }
}

extension Pattern {
  /// The first operand of a call; what stands for it where it may be missing.
  fileprivate var firstOperand: Pattern? {
    switch self {
    case .call(_, _, let operands): operands.first
    case .attributed(let pattern, _): pattern.firstOperand
    default: nil
    }
  }
}
