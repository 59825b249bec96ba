import Diagnostics
import LibraryTarget
import Passes
import TargetKit
import Testing

/// What a description says for estimates of cost.
@Suite struct CostSectionTests {

  private func read(_ lines: [String]) -> (rates: TargetRates?, diagnostics: [Diagnostic]) {
    let head = ["name: lib", "version: 1", "kind: library", "operators: [nn.relu, add]"]
    let (target, diagnostics) = DescriptionReader.read(
      SourceText(name: "lib.yaml", text: (head + lines).joined(separator: "\n") + "\n"),
      families: [.library])
    return (target?.description.interface.rates, diagnostics.elements)
  }

  @Test func ratesAreRead() {
    let (rates, diagnostics) = read([
      "clock: 2 MHz",
      "cost: {host-macs: 5, host-bytes: 6, border-bytes: 7, launch: 0}",
    ])
    #expect(diagnostics == [])
    #expect(rates?.clock == 2e6 && rates?.host.products == 5 && rates?.host.bytes == 6)
    #expect(rates?.host.border == 7 && rates?.host.launch == 0)
    #expect(read([]).rates == TargetRates())
    #expect(read(["cost: {launch: 3}"]).rates?.host.bytes == HostRates().bytes)
  }

  @Test(arguments: [
    ("cost: {host-macs: 0}", "0"), ("cost: {host-bytes: many}", "many"),
    ("cost: {launch: -1}", "-1"), ("cost: {speed: 1}", "speed"), ("cost: 3", "cost"),
  ])
  func mistakesAreReported(_ line: String, _ word: String) {
    let (rates, diagnostics) = read([line])
    #expect(rates == nil)
    #expect(diagnostics.first?.message.contains(word) == true, "\(diagnostics)")
    #expect(diagnostics.first?.place?.line == 5)
  }

}
