import Foundation
import Passes
import Testing

/// The page on `legalize` has a row for each of its rules.
@Suite struct LegalizingPageTests {

  @Test func everyRuleHasARow() throws {
    let path = "\(Headless.root)/Sources/sluice/Sluice.docc/Legalizing.md"
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let rows = page.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
    let named = rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
    let rules = Legalize.info.options.filter { $0.choices == ["true", "false"] }.map(\.name)
    #expect(named == rules)
    #expect(page.contains("`most-weights`"))
  }

}
