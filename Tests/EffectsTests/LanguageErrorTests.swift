import Diagnostics
import Effects
import ISA
import Support
import Testing

/// What is refused, where, and what it says.
@Suite("Mistakes in effects")
struct LanguageErrorTests {

  private func error(_ text: EffectText) -> Diagnostic? {
    do {
      _ = try LanguageTests().effect(text)
      return nil
    } catch { return error }
  }

  @Test("places are of the line")
  func lines() {
    let error = error(EffectText(does: "acc[d] = 0;\n  acc[s] = zebra"))
    #expect(error?.place.map { [$0.line, $0.column] } == [2, 12])
    #expect(error?.place?.excerpt == "  acc[s] = zebra")
  }

  @Test("all mistakes are told, one of each statement, and none that follows from another")
  func allMistakes() {
    var diagnostics = DiagnosticSet()
    let effect = Effect.reading(
      EffectText(
        for: "i in 0:m", letting: "x = oops; to = y : 4",
        cases: [("z", "acc[x] = i; ac = 0"), (nil, "acc[to] = q; stop")]),
      fields: LanguageTests.fields, state: LanguageTests.state, into: &diagnostics)
    #expect(effect == nil)
    #expect(
      diagnostics.elements.map(\.message)
        == ["m", "oops", "y", "z", "ac", "q"].map {
          "nothing is called `\($0)`"
        })
  }

  @Test("an instruction says what it does")
  func nothing() {
    let text = EffectText(cases: [EffectText.Case]())
    #expect(error(text)?.message == "the instruction does nothing")
  }

  @Test("what is deep is refused, and what is long is read")
  func depth() throws {
    for text in [
      String(repeating: "(", count: 5000) + "d", String(repeating: "-", count: 5000) + "d",
      String(repeating: "not ", count: 5000) + "d", String(repeating: "acc[", count: 5000),
      "d" + String(repeating: " + d", count: 5000), "d" + String(repeating: "@0:4", count: 5000),
      String(repeating: "d if d else ", count: 5000) + "d",
      String(repeating: "max(d, ", count: 5000),
    ] {
      let error = error(EffectText(does: "acc = \(text)"))
      #expect(error?.message == "more than 100 operators and parentheses in one another")
    }
    let many = String(repeating: "acc[d] = s + n; ", count: 500)
    #expect(try LanguageTests().effect(EffectText(does: many)).cases[0].actions.count == 500)
  }

  /// Texts that are cut, and of which tokens are changed, are read or refused.
  @Test("no text makes it fail", arguments: 0 ..< 8)
  func noise(_ block: Int) {
    let words = [
      "acc", "uop", "d", "n", "[", "]", "(", ")", ":", ",", ";", "=", "+=", "@", "+", "-", "0", "7",
      "0x", "1e9", "9223372036854775807", "in", "if", "else", "not", "T", "dram", "int8", "pad",
      "max", ".", "dst", "stride", "low", "\n", "é", "\u{0}", "sum", "wgt", "real", "%", "/",
    ]
    var random = SplitMix64(seed: UInt64(block))
    for seed in UInt64(block * 25) ..< UInt64(block * 25 + 25) {
      let made = RandomEffect(seed: seed)
      let text = made.effect.text(in: made.state)
      for entry in text.cases.indices {
        var characters = Array(text.cases[entry].does.text)
        let place = Int.random(in: 0 ... characters.count, using: &random)
        let count = Int.random(in: 0 ... min(4, characters.count - place), using: &random)
        let word = words.randomElement(using: &random) ?? ""
        characters.replaceSubrange(place ..< place + count, with: Array(word))
        var changed = text
        changed.cases[entry].does = SourceText(name: "does", text: String(characters))
        var diagnostics = DiagnosticSet()
        let effect = Effect.reading(
          changed, fields: made.fields, state: made.state, into: &diagnostics)
        #expect((effect == nil) == diagnostics.containsError)
        for diagnostic in diagnostics.elements {
          #expect((diagnostic.place?.column ?? 0) > 0, "\(diagnostic)")
        }
        guard let effect else { continue }
        let printed = effect.text(in: made.state)
        #expect(
          (try? Effect(parsing: printed, fields: made.fields, state: made.state)) == effect,
          "\(changed)\n\(printed)")
      }
    }
  }

}
