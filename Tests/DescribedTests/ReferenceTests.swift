import Effects
import Foundation
import Testing

/// The reference of the language in the manual is made of its grammar.
@Suite struct ReferenceTests {

  private static let headings: [GrammarRule.Section: String] = [
    .state: "A part of the `state`", .fields: "`fields`", .loops: "`for`", .names: "`let`",
    .condition: "`when`", .statements: "`does`", .windows: "Windows", .operators: "Operators",
    .functions: "Functions",
  ]

  /// A table for each section.
  private static var reference: String {
    GrammarRule.Section.allCases.map { section in
      let rules = EffectGrammar.rules.filter { $0.section == section }
      let head = [
        "### \(headings[section] ?? "")", "", "| what | form | meaning | example |",
        "|---|---|---|---|",
      ]
      let rows = rules.map { rule in
        "| \(rule.name) | \(code(rule.form)) | \(cell(rule.meaning)) | \(code(rule.example)) |"
      }
      return (head + rows).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// A bar would end the cell.
  private static func cell(_ text: String) -> String {
    text.replacingOccurrences(of: "|", with: "\\|")
  }

  private static func code(_ text: String) -> String { "`\(cell(text))`" }

  @Test func theManualHasTheGrammar() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "../../Sources/sluice/Sluice.docc/Machines.md").standardized
    let page = try String(contentsOf: file, encoding: .utf8)
    #expect(page.hasSuffix("\n\n" + Self.reference), "\(Self.reference)")
  }

}
