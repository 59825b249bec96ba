public import Diagnostics
import Support
import Yams

/// A description as a tree of words, lists and mappings: whoever reads a part of it says of every
/// mistake where it is, and goes on.
public struct Sheet {

  public let source: SourceText
  public private(set) var diagnostics = DiagnosticSet()

  /// - Units: mistakes that are told with the line in which they are, which costs a look at the text.
  private static let mostLines = 100

  /// Whether another mistake is told with its line.
  var showsLines: Bool { diagnostics.elements.count < Self.mostLines }

  public init(_ source: SourceText) { self.source = source }

  /// The root of the text, unless it is no YAML.
  public mutating func root() -> SheetNode? {
    if let line = source.text.firstLineOfDeepNesting {
      diagnostics.insert(
        .error(
          "lists and mappings lie more than \(String.deepest) deep in each other",
          at: source.place(line: line, column: 1)))
      return nil
    }
    do {
      guard let node = try compose(yaml: source.text) else {
        diagnostics.insert(.error("there is nothing in it", at: Place(file: source.name)))
        return nil
      }
      return SheetNode(node)
    } catch let error as YamlError {
      diagnostics.insert(syntaxError(error))
    } catch {
      diagnostics.insert(.error("this is no YAML", at: Place(file: source.name)))
    }
    return nil
  }

  /// Where `node` stands, without the line as it is written.
  /// - Cost: O(1).
  public func position(_ node: SheetNode) -> Place {
    guard let mark = node.yaml.mark else { return Place(file: source.name) }
    return Place(file: source.name, line: mark.line, column: mark.column)
  }

  /// Where `node` stands, with its line for the first mistakes: nobody reads hundreds of them.
  public func place(_ node: SheetNode) -> Place {
    guard let mark = node.yaml.mark, showsLines else { return position(node) }
    return source.place(line: mark.line, column: mark.column)
  }

  public mutating func error(_ message: String, at node: SheetNode, hint: String? = nil) {
    error(message, at: node, hints: hint.map { [$0] } ?? [])
  }

  public mutating func error(_ message: String, at node: SheetNode, hints: [String]) {
    diagnostics.insert(.error(message, at: place(node), hints: hints))
  }

  /// Reports a mistake in `text`, which is what `node` spells, where it is in the text.
  mutating func error(_ mistake: Diagnostic, in text: String, at node: SheetNode) {
    var mistake = mistake
    mistake.place = mistake.place.map { place(of: $0, in: node) } ?? place(node)
    diagnostics.insert(mistake)
  }

  /// Reports what is not a mistake in a word alone.
  public mutating func insert(_ diagnostic: Diagnostic) { diagnostics.insert(diagnostic) }

  // MARK: Nodes

  /// The members of a mapping; `what` says what it describes, and `keys` is all that it may hold.
  public mutating func entries(
    _ node: SheetNode, of what: String, _ keys: [String]
  ) -> Entries? {
    guard var entries = entries(node, of: what, knowing: keys) else { return nil }
    judge(&entries, by: keys)
    return entries
  }

  /// The members of a mapping, whatever their keys.
  /// - Parameter keys: what it may hold, as far as that is known.
  mutating func entries(
    _ node: SheetNode, of what: String, knowing keys: [String] = []
  ) -> Entries? {
    guard let members = node.members else {
      error(
        "expected the keys of \(what), found \(node.kind)", at: node,
        hint: keys.isEmpty
          ? nil : "it is a mapping, whose keys are \(keys.joined(separator: ", "))")
      return nil
    }
    var keys: [(name: String, node: SheetNode)] = []
    var values: [String: SheetNode] = [:]
    for (key, value) in members {
      guard let name = key.word else {
        error("a key of \(what) is a word", at: key)
        continue
      }
      keys.append((name, key))
      values[name] = value
    }
    return Entries(what: what, node: node, keys: keys, members: values)
  }

  /// Says which keys are none of `known`, which are all that can be asked for.
  mutating func judge(_ entries: inout Entries, by known: [String]) {
    entries.known = known
    for (index, key) in entries.keys.enumerated() where !known.contains(key.name) {
      let before = entries.keys[..<index].filter { known.contains($0.name) }.map(\.node)
      error(
        "\(entries.what) has no key `\(key.name)`", at: key.node,
        hint: cutHint(key.node, entries.members[key.name], behind: before)
          ?? suggestion(for: key.name, among: known))
    }
  }

  /// The elements of a sequence.
  public mutating func elements(_ node: SheetNode, of what: String) -> [SheetNode] {
    guard let elements = node.elements else {
      error("expected a list of \(what), found \(node.kind)", at: node)
      return []
    }
    return elements
  }

  public mutating func text(_ node: SheetNode, of what: String) -> String? {
    guard let text = node.word, !text.isEmpty else {
      error("expected \(what), found \(node.kind)", at: node)
      return nil
    }
    return text
  }

  /// A name as commands, listings and texts of programs can spell it.
  public mutating func name(_ node: SheetNode, of what: String) -> String? {
    guard let text = text(node, of: "a name of \(what)") else { return nil }
    let isName =
      text.first.map { $0.isASCII && ($0.isLetter || $0 == "_") } == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    if isName { return text }
    error(
      "`\(text)` is no name of \(what)", at: node,
      hint: "a name begins with a letter and has letters, digits, `_` and `-`")
    return nil
  }

  /// A whole number, decimal or with `0x` or `0b`.
  public mutating func integer(
    _ node: SheetNode, of what: String, in range: ClosedRange<Int>
  ) -> Int? {
    guard let text = node.word, let number = Int(spelling: text) else {
      let isMeant = node.word?.first?.isNumber == true
      error(
        "expected a number for \(what), found \(node.kind)", at: node,
        hint: isMeant ? "numbers are written as `12`, `0x1f` or `0b101`" : nil)
      return nil
    }
    guard range.contains(number) else {
      error(
        "\(what) is \(number), which is not in \(range.lowerBound) to \(range.upperBound)", at: node
      )
      return nil
    }
    return number
  }

  public mutating func flag(_ node: SheetNode, of what: String) -> Bool? {
    switch node.word {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      error("expected `true` or `false` for \(what), found \(node.kind)", at: node)
      return nil
    }
  }

  /// One of a fixed set of words.
  public mutating func choice<T: RawRepresentable<String> & CaseIterable>(
    _ node: SheetNode, of what: String, _ type: T.Type
  ) -> T? {
    guard let text = text(node, of: what) else { return nil }
    if let value = T(rawValue: text) { return value }
    let words = T.allCases.map(\.rawValue)
    error(
      "`\(text)` is no \(what)", at: node,
      hint: suggestion(for: text, among: words) ?? "expected \(words.joined(separator: ", "))")
    return nil
  }

  private func suggestion(for word: String, among words: [String]) -> String? {
    let near = nearest(to: word, in: words, most: 1)
    if let first = near.first { return "did you mean `\(first)`?" }
    return words.count <= 12 ? "expected \(words.joined(separator: ", "))" : nil
  }

}

extension String {

  /// How deep the parts of a description may lie in each other; whoever reads it goes as deep.
  fileprivate static let deepest = 200

  /// The number of the first line where YAML may lie deeper; nil where it does not.
  ///
  /// Brackets and dashes are counted wherever they stand; that many are in no text or name.
  fileprivate var firstLineOfDeepNesting: Int? {
    var depth = 0
    var line = 1
    var dashes = 0
    var indent = 0
    var isAtStart = true
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case UInt8(ascii: "\n"): (line, dashes, indent, isAtStart) = (line + 1, 0, 0, true)
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): if isAtStart { dashes += 1 }
      case UInt8(ascii: " "): if isAtStart { indent += 1 }
      default: isAtStart = false
      }
      if depth > Self.deepest || dashes > Self.deepest || indent > 8 * Self.deepest { return line }
    }
    return nil
  }

}
