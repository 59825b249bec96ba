import Diagnostics
import GraphIR
import Passes
import Support
import Tensors

extension DescriptionReader {

  /// - Parameter kinds: those that its family knows; nil where it takes every kind, or is not known.
  mutating func compositePattern(
    _ node: SheetNode, kinds: [String]?, tails: [String: PatternTail]
  ) -> CompositePattern? {
    guard
      let entries = sheet.entries(node, of: "a pattern", ["name", "kind", "match", "conditions"]),
      let name = sheet.text("name", in: entries),
      let kind = sheet.require("kind", in: entries).flatMap({ patternKind($0, among: kinds) }),
      let match = sheet.require("match", in: entries)
    else { return nil }
    var statements = PatternStatements(tails: tails)
    var nodes: [String: SheetNode] = [:]
    var isWrong = false
    for statement in self.statements(match) {
      let count = statements.given.count
      do throws(Diagnostic) {
        try statements.append(statement.text)
        for name in statements.given.dropFirst(count) { nodes[name] = statement.node }
      } catch {
        isWrong = true
        report(error, in: statement)
      }
    }
    guard let pattern = statements.pattern else {
      if !isWrong { sheet.error("`\(name)` matches nothing", at: match) }
      return nil
    }
    if !sheet.diagnostics.containsError, let name = statements.unread {
      let near = nearest(to: name, in: statements.inputs.sorted(), most: 1).first
      sheet.error(
        "no statement reads `\(name)`", at: nodes[name] ?? match,
        hint: near.map { "`\($0)` comes from outside: did you mean `\(name)` there?" }
          ?? "the last statement is the root: what it is made of, statements before it give")
    }
    let labels = pattern.labels
    let written = sheet.list("conditions", in: entries) + statements.used.flatMap(\.conditions)
    let conditions = written.compactMap { condition($0, labels: labels, needsSentence: true) }
    return CompositePattern(
      name: name, kind: kind, pattern: pattern, conditions: conditions, at: sheet.position(node))
  }

  private mutating func patternKind(_ node: SheetNode, among kinds: [String]?) -> String? {
    guard let kind = sheet.text(node, of: "a kind of pattern") else { return nil }
    guard let kinds, !kinds.contains(kind) else { return kind }
    let near = nearest(to: kind, in: kinds, most: 1).first
    sheet.error(
      "`\(kind)` is no kind of pattern", at: node,
      hint: near.map { "did you mean `\($0)`?" } ?? "there are \(kinds.joined(separator: ", "))")
    return nil
  }

  /// The name of an operator that there is.
  mutating func knownOperator(_ node: SheetNode) -> String? {
    guard let name = sheet.text(node, of: "an operator") else { return nil }
    guard Op.named(name) != nil else {
      let near = nearest(to: name, in: Op.all.map(\.name)).first
      sheet.error(
        "there is no operator `\(name)`", at: node, hint: near.map { "did you mean `\($0)`?" })
      return nil
    }
    return name
  }

  private static let conditionKeys = [
    "of", "else", "any", "element", "attribute", "is", "each", "range", "rank", "axis",
    "multiple-of", "area", "shape", "layout", "values", "scalar-or-axis", "same-shape",
    "same-extent", "non-negative",
  ]

  private mutating func condition(
    _ node: SheetNode, labels: [String], needsSentence: Bool
  ) -> Condition? {
    guard let entries = sheet.entries(node, of: "a condition", Self.conditionKeys) else {
      return nil
    }
    let sentence =
      needsSentence
      ? sheet.text("else", in: entries) ?? "" : sheet.optionalText("else", in: entries) ?? ""
    if let any = entries["any"] {
      let conditions = sheet.elements(any, of: "conditions").compactMap {
        condition($0, labels: labels, needsSentence: false)
      }
      guard let first = conditions.first else { return nil }
      return Condition(
        of: first.subject, .any(conditions), sentence: sentence, at: sheet.position(node))
    }
    guard let subject = label("of", in: entries, labels),
      let test = self.test(entries, labels: labels)
    else { return nil }
    return Condition(of: subject, test, sentence: sentence, at: sheet.position(node))
  }

  private mutating func label(_ key: String, in entries: Entries, _ labels: [String]) -> String? {
    guard let name = sheet.text(key, in: entries) else { return nil }
    if labels.contains(name) { return name }
    sheet.error(
      "nothing in the pattern is called `\(name)`", at: entries[key] ?? entries.node,
      hint: "there are \(labels.joined(separator: ", "))")
    return nil
  }

  private mutating func test(_ entries: Entries, labels: [String]) -> Condition.Test? {
    if let node = entries["element"] {
      let types = (node.elements ?? [node]).compactMap {
        sheet.choice($0, of: "element type", ElementType.self)
      }
      return types.isEmpty ? nil : .element(types)
    }
    if entries["attribute"] != nil { return attributeTest(entries) }
    if let node = entries["rank"] {
      return sheet.integer(node, of: "`rank`", in: 0 ... 16).map { .rank([$0]) }
    }
    if entries["axis"] != nil {
      guard let axis = sheet.integer("axis", in: entries, -8 ... 8) else { return nil }
      if entries["same-extent"] != nil {
        return label("same-extent", in: entries, labels).map { .sameExtent(axis: axis, as: $0) }
      }
      let extents = entries["range"].flatMap { range($0) } ?? 0 ... Int.max
      let multiple = sheet.optionalInteger("multiple-of", in: entries, 1 ... 1 << 20) ?? 1
      return .extent(axis: axis, in: extents, multipleOf: multiple)
    }
    if let node = entries["area"] { return range(node).map { .area($0) } }
    if let node = entries["shape"] { return shape(node).map { .shape($0) } }
    if let node = entries["layout"] {
      let names = (node.elements ?? [node]).compactMap { sheet.text($0, of: "a layout") }
      return names.isEmpty ? nil : .layout(names)
    }
    if let node = entries["values"] { return range(node).map { .values($0) } }
    if entries["scalar-or-axis"] != nil {
      return sheet.integer("scalar-or-axis", in: entries, 0 ... 8).map { .scalarOrPerAxis($0) }
    }
    if entries["same-shape"] != nil {
      return label("same-shape", in: entries, labels).map { .sameShape(as: $0) }
    }
    if entries["non-negative"] != nil { return .nonNegative }
    sheet.error("the condition does not say what must hold", at: entries.node)
    return nil
  }

  /// `[1, any, 8]`.
  private mutating func shape(_ node: SheetNode) -> [Int?]? {
    let extents = sheet.elements(node, of: "extents").map { element -> Int?? in
      if element.word == "any" { return .some(nil) }
      return sheet.integer(element, of: "an extent, or `any`", in: 0 ... 1 << 40).map { .some($0) }
    }
    // What is no extent has been reported.
    let known = extents.compactMap(\.self)
    return known.count == extents.count ? known : nil
  }

  private mutating func attributeTest(_ entries: Entries) -> Condition.Test? {
    guard let name = sheet.text("attribute", in: entries) else { return nil }
    if let node = entries["range"] { return range(node).map { .attributeRange(name, $0) } }
    guard let node = sheet.require("is", in: entries) else { return nil }
    let values = (node.elements ?? [node]).compactMap { value($0) }
    if sheet.flag("each", in: entries, default: false) {
      let numbers = values.compactMap { Int($0) }
      guard let low = numbers.min(), let high = numbers.max(), numbers.count == values.count else {
        sheet.error("`each` takes whole numbers", at: node)
        return nil
      }
      return .attributeRange(name, low ... high)
    }
    return .attribute(name, values)
  }

  private mutating func value(_ node: SheetNode) -> AttributeValue? {
    guard let text = node.word else {
      sheet.error("expected a value", at: node)
      return nil
    }
    if let number = Int(spelling: text) { return .integer(number) }
    if text == "true" || text == "false" { return .flag(text == "true") }
    if let number = Double(text) { return .real(number) }
    return .text(text)
  }

  /// `[low, high]`.
  private mutating func range(_ node: SheetNode) -> ClosedRange<Int>? {
    let bounds = sheet.elements(node, of: "two numbers").compactMap {
      sheet.integer($0, of: "a bound", in: -(1 << 40) ... 1 << 40)
    }
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      sheet.error("expected `[low, high]`", at: node)
      return nil
    }
    return bounds[0] ... bounds[1]
  }

}
