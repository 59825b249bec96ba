import Described
import Diagnostics
import Foundation
import Testing

/// The page of the manual that has an example of every mistake: changes to a description that is
/// right, each with what is printed of it.
struct MistakePage {

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let file = root.appending(path: "Sources/sluice/Sluice.docc/Mistakes.md")

  /// Lines outside of examples, and examples.
  var parts: [Part] = []

  enum Part {
    case lines([String])
    case example(MistakeExample)
  }

  var examples: [MistakeExample] {
    parts.compactMap { if case .example(let example) = $0 { example } else { nil } }
  }

  /// The descriptions that the examples change.
  private(set) var descriptions: [[String]] = []

  /// Sentences of what is too large for an example.
  private(set) var limits: [String] = []

  init(_ text: String) {
    var lines: [String] = []
    var block: [String]?
    var isLimit = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("## ") { isLimit = line == "## Limits" }
      if isLimit, line.hasPrefix("- ") { limits.append(String(line.dropFirst(2))) }
      guard var inside = block else {
        lines.append(line)
        if line == "```text" || line == "```yaml" { block = [line] }
        continue
      }
      guard line == "```" else {
        inside.append(line)
        block = inside
        if inside[0] == "```yaml" { lines.append(line) }
        continue
      }
      block = nil
      if inside[0] == "```yaml" {
        descriptions.append(Array(inside.dropFirst()))
      } else {
        parts.append(.lines(lines))
        parts.append(.example(MistakeExample(inside.dropFirst(), of: descriptions.last ?? [])))
        lines = []
      }
      lines.append(line)
    }
    parts.append(.lines(lines))
  }

  static func read() throws -> MistakePage {
    MistakePage(try String(contentsOf: file, encoding: .utf8))
  }

  /// The page with what is printed now.
  var answered: String {
    parts.flatMap { part in
      switch part {
      case .lines(let lines): lines
      case .example(let example): example.answered
      }
    }.joined(separator: "\n")
  }

}

/// Lines that take the place of others in a description.
struct MistakeExample: Sendable, CustomTestStringConvertible {

  let base: [String]

  /// By the numbers of the lines whose place they take; several may take that of one.
  private(set) var changes: [(line: Int, text: String)] = []

  /// - Parameter block: changes, `7: TEXT`, and what is printed; or that alone, where it shows the
  ///   one line that is changed.
  init(_ block: ArraySlice<String>, of base: [String]) {
    self.base = base
    let given = block.prefix { !$0.isEmpty && $0.first?.isNumber == true }
    changes = given.compactMap { line in
      guard let colon = line.firstIndex(of: ":"), let number = Int(line[..<colon]) else {
        return nil
      }
      return (number, String(line[colon...].dropFirst(2)))
    }
    let printed = Array(block.dropFirst(given.count))
    guard changes.isEmpty, printed.count > 1 else { return }
    let place = printed[0].split(separator: ":")
    guard place.count > 2, let line = Int(place[1]) else { return }
    changes = [(line, String(printed[1].dropFirst(2)))]
  }

  private var name: String {
    let line = base.first { $0.hasPrefix("name: ") } ?? ""
    return "\(line.dropFirst(6)).yaml"
  }

  /// The changed description.
  var text: String {
    let lines = base.enumerated().flatMap { index, line in
      let own = changes.filter { $0.line == index + 1 }
      return own.isEmpty ? [line] : own.map(\.text)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var diagnostics: [Diagnostic] {
    MachineDescription.read(SourceText(name: name, text: text)).1.elements
  }

  /// The block with what is printed now.
  var answered: [String] {
    let place = printed.first?.place
    let isShown =
      changes.count == 1 && place?.line == changes[0].line && place?.excerpt == changes[0].text
    let given = isShown ? [] : changes.map { "\($0.line):\($0.text.isEmpty ? "" : " " + $0.text)" }
    return given + printed.flatMap { $0.description.components(separatedBy: "\n") }
  }

  /// As the program tells them: other mistakes are notes of the first one.
  private var printed: [Diagnostic] {
    let found = DiagnosticSet(diagnostics)
    do throws(Diagnostic) {
      try found.throwOnError()
      return found.elements
    } catch { return [error] }
  }

  var testDescription: String { changes.map { "\($0.line): \($0.text)" }.joined(separator: "; ") }

}
