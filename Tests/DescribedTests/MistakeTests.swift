import Described
import Diagnostics
import Foundation
import Testing

/// Every mistake that is found in a description has an example in the manual, with what is printed.
@Suite struct MistakeTests {

  @Test func theDescriptionsAreRight() throws {
    let page = try MistakePage.read()
    #expect(page.descriptions.count == 6)
    for lines in page.descriptions {
      let source = SourceText(name: "t", text: lines.joined(separator: "\n") + "\n")
      let (machine, diagnostics) = MachineDescription.read(source)
      #expect(machine != nil)
      #expect(diagnostics.elements.map(\.description) == [])
    }
  }

  /// What the page shows is what is printed, of each example.
  @Test func thePageSaysWhatIsPrinted() throws {
    let text = try String(contentsOf: MistakePage.file, encoding: .utf8)
    let answered = MistakePage(text).answered
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try answered.write(to: MistakePage.file, atomically: true, encoding: .utf8)
    }
    let now = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == nil ? text : answered
    let differing = zip(now.components(separatedBy: "\n"), answered.components(separatedBy: "\n"))
      .first { $0 != $1 }
    #expect(now == answered, "\(differing.map { "\($0.0)\n\($0.1)" } ?? "")")
  }

  /// An example has a mistake, and each diagnostic its place.
  @Test(arguments: try MistakePage.read().examples)
  func anExampleIsWrong(_ example: MistakeExample) {
    let found = example.diagnostics
    #expect(!found.isEmpty)
    for diagnostic in found { #expect((diagnostic.place?.column ?? 0) > 0, "\(diagnostic)") }
  }

  // MARK: - All there are

  /// Where descriptions of machines are read.
  private static let folders = [
    "Sources/Described/Description/Reading", "Sources/Effects/Language",
    "Sources/TargetKit/Reading",
  ]

  /// What no text of a description leads to: what others that use the readers are told, and what stands
  /// behind checks that come before.
  private static let unreached: Set = [
    "the instruction does nothing", "expected numbers of the state",
    "expected a window on `dram`", "no operator `*`", "the part `*` is there twice",
    "`*` is no kind of pattern", "`*` describes no target", "this is no YAML", "this is no YAML: *",
  ]

  /// What a reader says has an example, or stands among the limits.
  @Test func everyMistakeHasAnExample() throws {
    let page = try MistakePage.read()
    let shown = page.examples.flatMap(\.diagnostics).map(\.message) + page.limits
    let templates = try Self.folders.flatMap { folder in
      let path = MistakePage.root.appending(path: folder).path
      let names = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []
      return try names.filter { $0.hasSuffix(".swift") }.sorted().flatMap { name in
        MessageTemplate.all(in: try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8))
      }
    }
    #expect(templates.count > 120)
    let missing = templates.filter { template in
      !shown.contains { template.fits($0) } && !Self.unreached.contains(template.description)
    }
    #expect(missing.map(\.description).sorted() == [])
    let idle = page.limits.filter { limit in !templates.contains { $0.fits(limit) } }
    #expect(idle == [])
  }

  @Test func templatesAreFoundAndFit() {
    let source = #"""
      throw .error(
        "`\(name(of: "x")) has no key " + "`\(key)`", at: node)
      sheet.error("plain", at: node)
      """#
    let found = MessageTemplate.all(in: source)
    #expect(found.map(\.description) == ["`* has no key `*`", "plain"])
    #expect(found[0].fits("`a` has no key `b`") && !found[0].fits("there is no key"))
    #expect(!found[1].fits("plainer") && found[1].fits("plain"))
  }

}

/// A message as a source spells it: what is fixed of it, in order.
struct MessageTemplate: CustomStringConvertible {

  private(set) var fragments: [String] = [""]

  var description: String { fragments.joined(separator: "*") }

  func fits(_ message: String) -> Bool {
    guard message.hasPrefix(fragments[0]) else { return false }
    guard fragments.count > 1 else { return message == fragments[0] }
    var rest = message.dropFirst(fragments[0].count)
    for fragment in fragments.dropFirst().dropLast() where !fragment.isEmpty {
      guard let place = rest.range(of: fragment) else { return false }
      rest = rest[place.upperBound...]
    }
    return rest.hasSuffix(fragments[fragments.count - 1])
  }

  /// The messages that are spelled as first arguments of calls that report mistakes.
  static func all(in source: String) -> [MessageTemplate] {
    let call = #/\b(?:error|warning|warn)\(\s*(?=")/#.wordBoundaryKind(.simple)
    return source.matches(of: call).map { match in
      var template = MessageTemplate()
      template.read(source[match.range.upperBound...])
      return template
    }.filter { $0.fragments.joined().contains(where: \.isLetter) }
  }

  /// Reads literals that are put together.
  private mutating func read(_ text: Substring) {
    var rest = text
    while rest.first == "\"" {
      rest.removeFirst()
      readLiteral(&rest)
      let next = rest.drop { $0.isWhitespace }
      guard next.first == "+" else { return }
      rest = next.dropFirst().drop { $0.isWhitespace }
      // What is put behind may be anything.
      if rest.first != "\"" { fragments.append("") }
    }
  }

  private mutating func readLiteral(_ rest: inout Substring) {
    while let character = rest.popFirst(), character != "\"" {
      guard character == "\\", let next = rest.popFirst() else {
        fragments[fragments.count - 1].append(character)
        continue
      }
      guard next == "(" else {
        fragments[fragments.count - 1].append(next)
        continue
      }
      var depth = 1
      while depth > 0, let inner = rest.popFirst() {
        depth += inner == "(" ? 1 : inner == ")" ? -1 : 0
      }
      fragments.append("")
    }
  }

}
