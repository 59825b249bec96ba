import Diagnostics
import GraphIR
import Support

/// Reads edits.
struct EditParser {

  var scanner: EditScanner

  /// How deep parts may lie in each other.
  static let deepest = 60

  /// How deep the part lies that is being read.
  var depth = 0

  /// Whether the text is a selector that stood in quotes, so that it may have blanks.
  private let isQuoted: Bool

  init(_ source: SourceText, isQuoted: Bool = false) {
    scanner = EditScanner(source)
    self.isQuoted = isQuoted
  }

  /// - Errors: the text is no edit.
  mutating func edit() throws(Diagnostic) -> AnnotationEdit {
    let start = scanner.position
    let verb = try scanner.word("an edit")
    let edit: AnnotationEdit
    switch verb {
    case "annotate": edit = try annotate()
    case "pin": edit = .pin(try reference(), target: try target())
    case "exclude": edit = try exclude()
    case "split": edit = .split(try reference(), try reference())
    case "merge": edit = .merge(try reference(), try reference())
    case "priority": edit = try priority()
    default: throw unknownVerb(verb, at: start)
    }
    try scanner.expectEnd()
    return edit
  }

  private mutating func annotate() throws(Diagnostic) -> AnnotationEdit {
    let subject = try subject()
    let target = try target()
    return .annotate(NodeSelector(subject, where: try condition(on: subject)), target: target)
  }

  private mutating func exclude() throws(Diagnostic) -> AnnotationEdit {
    let subject = try subject()
    let hasTarget = !scanner.isAtEnd && scanner.upcoming != Self.where
    let start = scanner.position
    let target = hasTarget ? try target() : nil
    guard target != AnnotationEdit.host else {
      throw scanner.wrong(
        "the host takes what nothing else does, and nothing can be kept from it", at: start,
        hints: ["`annotate NODE TARGET` says where it is to go"])
    }
    return .exclude(NodeSelector(subject, where: try condition(on: subject)), target: target)
  }

  private mutating func priority() throws(Diagnostic) -> AnnotationEdit {
    var targets: [String] = []
    while !scanner.isAtEnd {
      let start = scanner.position
      let target = try target()
      guard !targets.contains(target) else {
        throw scanner.wrong("`\(target)` is given twice", at: start)
      }
      guard target != AnnotationEdit.host else {
        throw scanner.wrong("the host comes after every target", at: start)
      }
      targets.append(target)
    }
    return .priority(targets)
  }

  private func unknownVerb(_ verb: String, at start: Int) -> Diagnostic {
    let near = nearest(to: verb, in: AnnotationEdit.verbs, most: 1).first
    return scanner.wrong(
      "`\(verb)` begins no edit", at: start,
      hints: [
        near.map { "did you mean `\($0)`?" }
          ?? "edits begin with \(AnnotationEdit.verbs.joined(separator: ", "))"
      ])
  }

  // MARK: Words

  static let `where` = "where"

  private mutating func target() throws(Diagnostic) -> String {
    let start = scanner.position
    let word = try scanner.word("a target, or `host`,")
    guard word != Self.where, word.allSatisfy({ $0.isNamePart || $0 == "-" }) else {
      throw scanner.wrong("`\(word)` is no name of a target", at: start)
    }
    return word
  }

  /// `%3`, `%x` or `@conv1`; a name of the model may stand alone.
  private mutating func reference() throws(Diagnostic) -> NodeReference {
    let start = scanner.position
    guard !scanner.isAtEnd else { throw scanner.wrong("a node is missing", at: start) }
    if let next = scanner.next, next == "\"" || next == "'" {
      return try reference(try scanner.quoted(by: next), at: start)
    }
    return try reference(try scanner.word("a node"), at: start)
  }

  private func reference(_ word: String, at start: Int) throws(Diagnostic) -> NodeReference {
    guard word.count > (word.hasPrefix("%") || word.hasPrefix("@") ? 1 : 0),
      !word.contains(where: \.isWhitespace)
    else { throw scanner.wrong("`\(word)` names no node", at: start) }
    return NodeReference(word)
  }

  /// - Errors: nothing is selected so.
  private mutating func subject() throws(Diagnostic) -> NodeSelector.Subject {
    let start = scanner.position
    guard let next = scanner.next else {
      throw scanner.wrong(
        "what is meant is missing", at: start,
        hints: ["an operator, `@NODE`, `%3`, `/regex/`, or a pattern such as `nn.relu(nn.conv2d)`"])
    }
    if next == "\"" || next == "'" {
      let text = try scanner.quoted(by: next)
      var inner = EditParser(SourceText(name: "<selector>", text: text), isQuoted: true)
      let subject = try inner.subject()
      try inner.scanner.expectEnd()
      return subject
    }
    if let text = expressionInSlashes() {
      do throws(RegularExpression.Failure) {
        return .names(text: text, try RegularExpression(text))
      } catch {
        throw scanner.wrong(
          "`\(text)` is no regular expression: \(error.message)", at: start)
      }
    }
    if next == "(" || next == "*" { return .pattern(try choicePattern()) }
    let word = scanner.upcoming
    if let bracket = word.firstIndex(of: "("), !word.hasPrefix("@"), !word.hasPrefix("%"),
      word[..<bracket].allSatisfy(\.isNamePart)
    {
      return .pattern(try choicePattern())
    }
    _ = scanner.take { !$0.isWhitespace }
    if Op.named(word) != nil { return .op(word) }
    return .node(try reference(word, at: start))
  }

  /// Takes what stands between two slashes; nil where that is not next, as in a name that begins
  /// with a slash.
  private mutating func expressionInSlashes() -> String? {
    let word = isQuoted ? scanner.rest.trimmingBlanks : scanner.upcoming
    guard word.hasPrefix("/"), word.hasSuffix("/"), word.count > 2 else { return nil }
    _ = isQuoted ? scanner.take { _ in true } : scanner.take { !$0.isWhitespace }
    return String(word.dropFirst().dropLast())
  }

  // MARK: Patterns

  /// `PATTERN | PATTERN …`
  private mutating func choicePattern() throws(Diagnostic) -> SelectorPattern {
    let start = scanner.position
    var patterns = [try pattern()]
    while scanner.accept("|") { patterns.append(try pattern()) }
    let pattern = patterns.count == 1 ? patterns[0] : SelectorPattern.choice(patterns)
    guard depth > 0 || !pattern.ops.isEmpty else {
      throw scanner.wrong("the pattern names no operator", at: start)
    }
    return pattern
  }

  private mutating func pattern() throws(Diagnostic) -> SelectorPattern {
    let start = scanner.position
    guard depth < Self.deepest else {
      throw scanner.wrong("the pattern lies more than \(Self.deepest) deep", at: start)
    }
    depth += 1
    defer { depth -= 1 }
    if scanner.accept("*") { return .any }
    if scanner.accept("(") {
      let pattern = try choicePattern()
      try scanner.expect(")")
      return pattern
    }
    let name = scanner.take(while: \.isNamePart)
    guard !name.isEmpty else {
      throw scanner.wrong(
        "expected an operator, `constant` or `*`, found \(scanner.found)", at: scanner.position)
    }
    if name == "constant" { return .constant }
    guard let op = Op.named(name) else { throw unknownOperator(name, at: start) }
    guard scanner.accept("(") else { return .call(name, nil) }
    var operands: [SelectorPattern] = []
    if !scanner.accept(")") {
      repeat { operands.append(try choicePattern()) } while scanner.accept(",")
      try scanner.expect(")")
    }
    guard op.operands.isEmpty || op.operands.count == operands.count else {
      throw scanner.wrong(
        "`\(name)` takes \(op.operands.count) operands, not \(operands.count)", at: start,
        hints: ["`\(name)(\(op.operands.map { _ in "*" }.joined(separator: ", ")))` takes any"])
    }
    return .call(name, operands)
  }

  private func unknownOperator(_ name: String, at start: Int) -> Diagnostic {
    let near = nearest(to: name, in: Op.all.map(\.name), most: 1).first
    return scanner.wrong(
      "there is no operator `\(name)`", at: start,
      hints: [near.map { "did you mean `\($0)`?" } ?? "`help ops` lists the operators"])
  }

}
