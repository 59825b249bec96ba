import Diagnostics
import Passes

/// Statements that several patterns have in common, under one name: `narrow(sums)`.
///
/// A statement `narrow(biased)` of a pattern stands for all of them, with the value of `biased` where
/// they say `sums`. Their names are names of the pattern.
struct PatternTail {

  let name: String

  /// What the statements call the value that they go on from.
  let parameter: String

  let statements: [Statement]

  /// Conditions that whoever has the statements has, too.
  let conditions: [SheetNode]

  /// A statement as it is written, and where.
  struct Statement {
    let text: String
    let node: SheetNode

    /// Characters of what the node spells before it.
    let start: Int
  }

  /// A name of a tail with another name in brackets: how a tail is given, and how it is used.
  struct Use {

    let tail: String
    let value: String

    /// Nil for a text that is something else.
    init?(_ text: String) {
      var scanner = StatementScanner(text)
      do throws(Diagnostic) {
        tail = try scanner.word("the name of a tail")
        try scanner.expect("(")
        value = try scanner.word("the name of a value")
        try scanner.expect(")")
        try scanner.expectEnd()
      } catch { return nil }
    }
  }

}

extension DescriptionReader {

  /// The tails of a description, each of which may use those before it.
  mutating func tails(_ entries: Entries) -> [String: PatternTail] {
    guard let node = entries["tails"] else { return [:] }
    guard let members = node.members else {
      sheet.error("expected names and statements for `tails`", at: node)
      return [:]
    }
    var found: [String: PatternTail] = [:]
    for (key, value) in members {
      guard let tail = tail(key, value) else { continue }
      if found[tail.name] != nil { sheet.error("there are two tails `\(tail.name)`", at: key) }
      if check(tail, among: found, at: key) { found[tail.name] = tail }
    }
    return found
  }

  private mutating func tail(_ key: SheetNode, _ value: SheetNode) -> PatternTail? {
    guard let text = sheet.text(key, of: "the name of a tail") else { return nil }
    guard let head = PatternTail.Use(text) else {
      sheet.error(
        "`\(text)` is no head of a tail", at: key,
        hint: "write it as `narrow(sums)`: its name, and what it calls the value that it is used of"
      )
      return nil
    }
    guard value.members != nil else {
      return PatternTail(
        name: head.tail, parameter: head.value, statements: statements(value), conditions: [])
    }
    guard let entries = sheet.entries(value, of: "a tail", ["match", "conditions"]),
      let match = sheet.require("match", in: entries)
    else { return nil }
    return PatternTail(
      name: head.tail, parameter: head.value, statements: statements(match),
      conditions: sheet.list("conditions", in: entries))
  }

  /// Whether the statements of a tail are right by themselves; what is wrong is reported where it
  /// stands, and not once more for each pattern.
  private mutating func check(
    _ tail: PatternTail, among others: [String: PatternTail], at key: SheetNode
  ) -> Bool {
    var statements = PatternStatements(tails: others)
    var isRight = true
    for statement in tail.statements {
      do throws(Diagnostic) {
        try statements.append(statement.text)
      } catch {
        isRight = false
        report(error, in: statement)
      }
    }
    if let pattern = statements.pattern, isRight, !pattern.labels.contains(tail.parameter) {
      isRight = false
      sheet.error(
        "no statement of the tail `\(tail.name)` reads `\(tail.parameter)`", at: key,
        hint: "`\(tail.parameter)` stands for the value that the tail is used of")
    }
    return isRight
  }

  /// Tells a mistake in a statement where it is in the description.
  mutating func report(_ mistake: Diagnostic, in statement: PatternTail.Statement) {
    var mistake = mistake
    let column = statement.start + (mistake.place?.column ?? 1)
    mistake.place = mistake.place.map { Place(file: $0.file, line: 1, column: column) }
    sheet.error(mistake, in: statement.text, at: statement.node)
  }

  /// The statements at a key: a list of them, or a text; `;` stands between two in one text.
  mutating func statements(_ node: SheetNode) -> [PatternTail.Statement] {
    let lines = node.word == nil ? sheet.elements(node, of: "statements") : [node]
    return lines.flatMap { line -> [PatternTail.Statement] in
      guard let text = sheet.text(line, of: "a statement") else { return [] }
      var start = 0
      return text.split(separator: ";", omittingEmptySubsequences: false).map { part in
        defer { start += part.count + 1 }
        return PatternTail.Statement(text: String(part), node: line, start: start)
      }
    }
  }

}
