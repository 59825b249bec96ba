import Diagnostics
import Support
import Yams

typealias YAMLNode = Yams.Node

/// Reads a tree of YAML and collects every mistake with its place.
struct Sheet {

  let source: SourceText
  private(set) var diagnostics = DiagnosticSet()

  init(_ source: SourceText) { self.source = source }

  /// The root of the text, unless it is no YAML.
  mutating func root() -> YAMLNode? {
    do {
      guard let node = try compose(yaml: source.text) else {
        diagnostics.insert(.error("there is nothing in it", at: Place(file: source.name)))
        return nil
      }
      return node
    } catch let error as YamlError {
      diagnostics.insert(syntaxError(error))
    } catch {
      diagnostics.insert(.error("this is no YAML", at: Place(file: source.name)))
    }
    return nil
  }

  private func syntaxError(_ error: YamlError) -> Diagnostic {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .error(problem, at: source.place(line: mark.line, column: mark.column))
    case .duplicatedKeysInMapping(let keys, let context):
      let list = keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
      return .error(
        "\(list) is given twice",
        at: source.place(line: context.mark.line, column: context.mark.column))
    default:
      return .error("this is no YAML: \(error)", at: Place(file: source.name))
    }
  }

  func place(_ node: YAMLNode) -> Place {
    guard let mark = node.mark else { return Place(file: source.name) }
    return source.place(line: mark.line, column: mark.column)
  }

  mutating func error(_ message: String, at node: YAMLNode, hint: String? = nil) {
    diagnostics.insert(.error(message, at: place(node), hints: hint.map { [$0] } ?? []))
  }

  // MARK: Nodes

  /// The members of a mapping; `what` says what it describes, and `keys` is all that it may hold.
  mutating func entries(_ node: YAMLNode, of what: String, _ keys: [String]) -> Entries? {
    guard let mapping = node.mapping else {
      error("expected the keys of \(what), found \(kind(of: node))", at: node)
      return nil
    }
    var members: [String: YAMLNode] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        error("a key of \(what) is a word", at: key)
        continue
      }
      if keys.contains(name) {
        members[name] = value
      } else {
        error("\(what) has no key `\(name)`", at: key, hint: suggestion(for: name, among: keys))
      }
    }
    return Entries(what: what, node: node, members: members)
  }

  /// The elements of a sequence.
  mutating func elements(_ node: YAMLNode, of what: String) -> [YAMLNode] {
    guard let sequence = node.sequence else {
      error("expected a list of \(what), found \(kind(of: node))", at: node)
      return []
    }
    return Array(sequence)
  }

  mutating func text(_ node: YAMLNode, of what: String) -> String? {
    guard let text = node.scalar?.string, !text.isEmpty else {
      error("expected \(what), found \(kind(of: node))", at: node)
      return nil
    }
    return text
  }

  /// A whole number, decimal or with `0x`.
  mutating func integer(_ node: YAMLNode, of what: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = node.scalar?.string, let number = Int(spelling: text) else {
      error("expected a number for \(what), found \(kind(of: node))", at: node)
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

  mutating func flag(_ node: YAMLNode, of what: String) -> Bool? {
    switch node.scalar?.string {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      error("expected `true` or `false` for \(what), found \(kind(of: node))", at: node)
      return nil
    }
  }

  /// One of a fixed set of words.
  mutating func choice<T: RawRepresentable<String> & CaseIterable>(
    _ node: YAMLNode, of what: String, _ type: T.Type
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

  private func kind(of node: YAMLNode) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "`\(scalar.string)`"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

}

/// The members of a mapping in a description.
struct Entries {

  /// What the mapping describes, for messages.
  let what: String
  let node: YAMLNode
  let members: [String: YAMLNode]

  subscript(key: String) -> YAMLNode? { members[key] }
}

extension Int {
  /// A number as people write it: decimal, or hexadecimal after `0x`, with an optional sign.
  package init?(spelling text: String) {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text[...]
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      self.init((isNegative ? "-" : "") + digits.dropFirst(2), radix: 16)
    } else {
      self.init(text)
    }
  }
}
