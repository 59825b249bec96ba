import Diagnostics
import GraphIR
import Testing

@testable import Fuzz

/// What the area of edits sees, and what it makes.
@Suite struct EditTests {

  /// A chain of three: whoever has both ends has to have the middle.
  @Test(arguments: [([0, 1], false), ([0, 2], true), ([0, 1, 2], false), ([1], false)])
  func seesWhatLiesBetween(_ places: [Int], _ hasHole: Bool) throws {
    let text = """
      #[version = "0.0.5"]
      def @main(%x: Tensor[(2), float32]) { nn.relu(tanh(abs(%x))) }
      """
    let module = try RelayText.parse(SourceText(name: "chain", text: text)).module
    let operators = module.reachable.filter { module[$0].op != nil }
    #expect(operators.count == 3)
    let region = Set(places.map { operators[$0] })
    #expect((RegionShape(plain: module, regions: [region]).hole != nil) == hasHole)
  }

  /// What is drawn is a program, and there are commands behind it.
  @Test func whatIsDrawnIsAProgram() throws {
    let area = EditArea(Corpus(root: ".", extra: nil))
    for number in 0 ..< 40 {
      let lines = String(decoding: area.input(number, 11), as: UTF8.self).split(separator: "\n")
      let end = try #require(lines.firstIndex(of: "}"))
      let text = lines[1 ... end].joined(separator: "\n")
      let source = SourceText(name: "net", text: text)
      let module = try RelayText.parse(source).module
      #expect(module.reachable.contains { module[$0].op != nil })
      #expect(lines[(end + 1)...].contains { $0.hasPrefix("apply") })
    }
  }

}
