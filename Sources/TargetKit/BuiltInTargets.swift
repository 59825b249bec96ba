public import Diagnostics
import Support

/// The descriptions that come with the program: those of `samples/targets`. The first is the one that
/// programs are made for where nobody says so; the others stand in order of the names of their files.
public struct BuiltInTargets: Sendable {

  /// The name and the text of each.
  public let sources: [SourceText]

  public init() {
    let text = String(decoding: PackageResources.targets_yaml, as: UTF8.self)
    sources = BuiltInTargets.split(text).map { SourceText(name: $0.name, text: $0.text) }
  }

  public var names: [String] { sources.map(\.name) }

  /// Those of accelerators of a family.
  public func sources(ofFamily family: String) -> [SourceText] {
    sources.filter { $0.text.split(separator: "\n").contains("kind: \(family)") }
  }

  /// The description called `name`, as it is written.
  /// - Errors: there is none.
  public func source(named name: String) throws(Diagnostic) -> SourceText {
    if let source = sources.first(where: { $0.name == name }) { return source }
    let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
    throw .error(
      "there is no target `\(name)`",
      hints: near + ["the built-in targets are \(names.joined(separator: ", "))"])
  }

  /// The documents of a text in which each begins behind a line `---` or at the beginning.
  private static func split(_ text: String) -> [(name: String, text: String)] {
    var documents: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "---" {
        documents.append([])
      } else {
        documents[documents.count - 1].append(line)
      }
    }
    return documents.map { lines in
      let line = lines.first { $0.hasPrefix("name:") }
      let name = line.map { String($0.dropFirst(5).filter { $0 != " " }) } ?? ""
      return (name, lines.joined(separator: "\n"))
    }
  }

}
