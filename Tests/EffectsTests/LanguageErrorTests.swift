import Diagnostics
import Effects
import ISA
import Support
import Testing

/// What is refused, where, and what it says.
@Suite("Mistakes in effects")
struct LanguageErrorTests {

  struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var column: Int
    var message: String
    var hint: String?
    init(_ text: String, _ column: Int, _ message: String, _ hint: String? = nil) {
      self.text = text
      self.column = column
      self.message = message
      self.hint = hint
    }
    var testDescription: String { text }
  }

  private func error(_ text: EffectText) -> Diagnostic? {
    do {
      _ = try LanguageTests().effect(text)
      return nil
    } catch { return error }
  }

  private func check(_ mistake: Mistake, _ text: EffectText, in file: String) {
    let error = error(text)
    #expect(error?.message == mistake.message)
    #expect(error?.place?.column == mistake.column, "\(error.map { "\($0)" } ?? "")")
    #expect(error?.place?.file == file)
    if let hint = mistake.hint { #expect(error?.hints == [hint]) }
  }

  static let statements = [
    // What is written.
    Mistake("", 1, "expected a statement, such as `acc[d] = 0`, found the end"),
    Mistake("acc[d]", 7, "expected `=` or `+=`, found the end"),
    Mistake("acc[d] -= 1", 8, "expected `=` or `+=`, found `-=`", "write `x = x - …`"),
    Mistake("acc[d] = 1 acc[s] = 2", 12, "expected `;` between statements, found `acc`"),
    Mistake("acc[d = 1", 7, "expected `]` or `,`, found `=`"),
    Mistake("acc[] = 1", 5, "expected a number, found `]`"),
    Mistake("acc[d] = (s + 1", 16, "expected `)` or `,`, found the end"),
    Mistake("acc[d] = s +", 13, "expected a number, found the end"),
    Mistake("acc[d] = s && n", 12, "expected `;` between statements, found `&&`", "write `and`"),
    Mistake("acc[d] = s if n", 16, "expected `else` and the other number, found the end"),
    Mistake("acc[d] = 0 < s < n", 16, "comparisons do not follow each other"),
    Mistake("acc[d] = 5x", 10, "`5x` is no number"),
    Mistake("acc[d] = 0xfg", 10, "`0xfg` is no number"),
    Mistake(
      "acc[d] = 9223372036854775808", 10,
      "9223372036854775808 is greater than a number of 64 bits with a sign",
      "write its bits: `0x8000000000000000`"),
    Mistake("acc[d] = ä", 10, "`ä` is no sign of the language"),
    Mistake("acc[d] = s@60:8", 12, "there are no 8 bits from bit 60 on in a number of 64"),
    Mistake("acc[d] = s@0:0", 12, "there are no 0 bits from bit 0 on in a number of 64"),
    Mistake("acc[d] = not + 1", 14, "expected a number, found `+`"),
    Mistake("if = 3", 1, "expected a number, found `if`"),

    // Names.
    Mistake("ac[d] = 0", 1, "nothing is called `ac`", "did you mean `acc`?"),
    Mistake("acc[e] = 0", 5, "nothing is called `e`", "did you mean `d`?"),
    Mistake("acc[d] = zebra", 10, "nothing is called `zebra`"),
    Mistake("acc[d] = mox(s, n)", 10, "no function is called `mox`", "did you mean `max`?"),
    Mistake("acc[d] = inp(s)", 10, "`inp` is no function"),
    Mistake("acc[uop[d].dt] = 0", 12, "nothing is called `dt`", "did you mean `dst`?"),
    Mistake("acc[d.dst] = 0", 5, "this number has no fields"),
    Mistake("acc[n[0]] = 0", 5, "`n` is a field of the instruction, no part of the state"),
    Mistake("acc[d] = cast(int9, s)", 15, "no type is called `int9`", "did you mean `int4`?"),
    Mistake(
      "acc[d] = cast(float32.sat, s)", 15,
      "`float32.sat` does not saturate: only integers do"),
    Mistake("acc[d] = cast(4, s)", 15, "expected a type"),

    // Functions.
    Mistake(
      "acc[d] = clip(acc[s], 0)", 10, "`clip` takes 3 of what stands between commas, found 2",
      "it is written `clip(x, least, most)`"),
    Mistake("acc[d] = max(s)", 10, "`max` takes at least 2 of what stands between commas, found 1"),
    Mistake("acc[d] = T(acc, axis=1)", 22, "`T` has no `axis=`", "it is written `T(x)`"),
    Mistake(
      "acc[d] = pad(acc, 1)", 10,
      "`pad` takes at least 3 of what stands between commas, found 2"),
    Mistake("acc[d] = pad(acc, 1, 1, 1)", 10, "`pad` takes two counts for each axis, found 3"),
    Mistake("acc[d] = pad(acc[s], 1, 1, 1, 1)", 14, "padding is around 2 axes of 1"),
    Mistake("acc = pad(acc, -1, 0)", 16, "padding of -1", "write 0 or more"),
    Mistake("acc[d] = sum(acc[s], 1)", 22, "there is no axis 1 of 1"),
    Mistake("acc[d] = sum(acc, n)", 19, "the axis has to be a number as it stands"),
    Mistake("acc[d] = gather(s, n)", 17, "`gather` takes the name of a part of the state"),
    Mistake("acc[d] = gather(mode, n)", 17, "expected at least 1 axis, found one number"),
    Mistake("acc[d] = gather(inp, real[s])", 22, "`gather` takes whole numbers, found floats"),
    Mistake("acc[d] = (s, n)", 10, "a list stands only behind `in` and `strides=`"),
    Mistake("acc[d] = wait(dma, 1)", 10, "`wait` is no number"),
    Mistake(
      "real[d] = low(acc[d])", 11,
      "`low` keeps bits of whole numbers, and floats are written here"),
    Mistake(
      "acc[low(d)] = 0", 5,
      "`low` is the low bits that what is written has room for; nothing is written here"),
    Mistake("max(d, s)", 1, "this number goes nowhere"),
    Mistake(
      "wait(4, 1)", 1, "`wait` takes the name of a queue and a count",
      "it is written `wait(queue, n)`"),
    Mistake("signal(dma)", 1, "`signal` takes the name of a queue and a count"),

    // The host.
    Mistake(
      "acc[d] = dram(int8)", 10,
      "`dram` takes at least 2 of what stands between commas, found 1"),
    Mistake(
      "acc[d] = dram(int8[n], s)", 15,
      "the extents of an element are numbers of 1 or more as they stand"),
    Mistake("acc[d] = dram(int8[4294967296, 8], s)", 15, "an element of more than 2^34 bytes"),
    Mistake("acc[d] = dram(int8, s, -2)", 24, "an extent of -2"),
    Mistake("acc[d] = dram(int8, s, stride=4)", 10, "a stride of one element"),
    Mistake("acc[d] = dram(int8, s, n, strides=(4, 4))", 10, "2 strides of 1 extent"),
    Mistake(
      "acc[d] = dram(int8, s, n, stride=4, strides=(4, 4))", 10,
      "`stride=` and `strides=` say the same"),
    Mistake("acc[d] = dram(int8, s, n, stride=4, stride=4)", 44, "`stride=` is there twice"),
    Mistake(
      "acc[d] = dram(int8, acc[s], n)", 21,
      "an address has to be one whole number, found numbers of shape [16]"),
    Mistake(
      "acc[d] = dram(int8, 0.5, n)", 21, "an address has to be one whole number, found a float"),

    // Windows.
    Mistake("acc[d, s, n] = 0", 1, "`acc` has 2 axes, found 3"),
    Mistake("mode[0] = 0", 1, "`mode` is a single number", "write `mode` alone"),
    Mistake("acc[256] = 0", 5, "place 256 is not in the 256 of `acc`"),
    Mistake("acc[d, 0:17] = 0", 8, "place 17 is not in the 16 of `acc`"),
    Mistake("acc[d-d-1] = 0", 5, "place -1 is not in the 256 of `acc`"),
    Mistake("acc[8:4] = 0", 5, "this range ends 4 before it begins", "`a:b` is from a on before b"),
    Mistake("acc[n+2:n] = 0", 5, "this range ends 2 before it begins"),
    Mistake("acc[real[d, 0]] = 0", 5, "a place has to be one whole number, found a float"),
    Mistake("d = 3", 1, "`d` is a field of the instruction, which nothing is written to"),
    Mistake("d + 1 = 3", 1, "nothing is written to this"),
    Mistake("acc[d][0] = 3", 1, "brackets follow the name of a part of the state"),

    // Shapes and types.
    Mistake(
      "acc[d:d+n] = inp[s:s+n] @ wgt[0, 0:4]", 27,
      "[n, 16] @ [4, 16] have sums of 16 and 4", "`T(x)` exchanges the last two axes"),
    Mistake("acc[d] = acc[s] @ 3", 19, "expected at least 2 axes, found one number"),
    Mistake("acc[d] = 3 @ acc", 10, "expected at least 1 axis, found one number"),
    Mistake("acc[d] = T(acc[s])", 12, "expected at least 2 axes, found 1"),
    Mistake(
      "acc[d] = acc[s] + acc[s, 0:4]", 19,
      "numbers of shape [16] do not go with those of shape [4]"),
    Mistake(
      "acc[d:d+n] = inp[s:s+n+1]", 14,
      "numbers of shape [n + 1, 16] do not go into [n, 16]"),
    Mistake("acc[d] = inp[s:s+2]", 10, "numbers of shape [2, 16] do not go into [16]"),
    Mistake("acc[d:d+2] = inp[s, 0:4]", 14, "numbers of shape [4] do not go into [2, 16]"),
    Mistake(
      "acc[d] = real[d]", 10, "floats do not go into int32 by themselves",
      "write `cast(int32, …)`"),
    Mistake("acc[d] = 0.5", 10, "floats do not go into int32 by themselves"),
    Mistake("real[d] = real[d] >> 1", 22, "`>>` takes whole numbers, found floats"),
    Mistake(
      "acc[d] = acc[d] % 3", 10,
      "what `%` takes has to be one whole number, found numbers of shape [16]"),
    Mistake(
      "acc[d] = acc[d]@0:4", 10,
      "bits are taken of one whole number, found numbers of shape [16]"),
    Mistake(
      "acc[d] = acc[s] and 1", 10,
      "what `and` takes has to be one whole number, found numbers of shape [16]"),
    Mistake("acc[d] = acc[d] if real[d] else 0", 10, "`if` takes whole numbers, found floats"),
  ]

  @Test("a wrong statement is refused at its place", arguments: statements)
  func wrongStatement(_ mistake: Mistake) {
    check(mistake, EffectText(does: mistake.text), in: "does")
  }

  static let loops = [
    Mistake("i", 2, "expected `in` behind the name of the loop, found the end"),
    Mistake("4 in 0:n", 1, "expected the name of a loop, found `4`"),
    Mistake("i in n", 6, "a loop goes from a number on before another", "write `0:n`"),
    Mistake("i in 4", 6, "a loop goes over numbers or over cells"),
    Mistake("i in 0:m", 8, "nothing is called `m`"),
    Mistake("i in 0:n j", 10, "expected `,` and another loop, found `j`"),
    Mistake("n in 0:d", 1, "`n` is a field of the instruction already"),
    Mistake("acc in 0:d", 1, "`acc` is a part of the state already"),
    Mistake("i in 0:n, i in 0:n", 11, "`i` is a number with a name already"),
    Mistake("i in 0:n, j in 0:i", 18, "how often a loop runs does not depend on the loop `i`"),
    Mistake("u in acc[0:n]", 6, "`acc` is no row of whole numbers to go through"),
    Mistake("u in uop[n]", 10, "a loop goes over a range of cells", "write `uop[a:b]`"),
    Mistake("u in uop[0:65]", 10, "place 65 is not in the 64 of `uop`"),
    Mistake("u in uup[0:n]", 6, "nothing is called `uup`", "did you mean `uop`?"),
    Mistake(
      "i in 0:acc[d]", 8,
      "the number behind the last of a loop has to be one whole number, found numbers of shape [16]"
    ),
  ]

  @Test("a wrong loop is refused at its place", arguments: loops)
  func wrongLoop(_ mistake: Mistake) {
    check(mistake, EffectText(for: mistake.text, does: "stop"), in: "for")
  }

  static let names = [
    Mistake("x", 2, "expected `=` and the number of `x`, found the end"),
    Mistake("x = 1 y = 2", 7, "expected `;` between names, found `y`"),
    Mistake("x = y; y = 1", 5, "nothing is called `y`"),
    Mistake("x = 1; x = 2", 8, "`x` is a number with a name already"),
    Mistake("n = 1", 1, "`n` is a field of the instruction already"),
    Mistake(
      "to = d : s; x = to", 17, "`to` is a range of places, no number",
      "take the numbers of a part with it: `acc[to]`"),
    Mistake(
      "x = acc[d]", 5,
      "what `x` stands for has to be one whole number, found numbers of shape [16]"),
    Mistake("in = 3", 1, "expected a name that a number is given, found `in`"),
  ]

  @Test("a wrong name is refused at its place", arguments: names)
  func wrongName(_ mistake: Mistake) {
    check(mistake, EffectText(letting: mistake.text, does: "stop"), in: "let")
  }

  static let conditions = [
    Mistake("d == ", 6, "expected a number, found the end"),
    Mistake("d == 1 stop", 8, "expected the end of the condition, found `stop`"),
    Mistake("d = 1", 3, "expected the end of the condition, found `=`"),
    Mistake(
      "acc[d] > 0", 1,
      "a condition has to be one whole number, found numbers of shape [16]"),
    Mistake("d in 1", 6, "expected `(` before the numbers of `in`, found `1`"),
  ]

  @Test("a wrong condition is refused at its place", arguments: conditions)
  func wrongCondition(_ mistake: Mistake) {
    check(mistake, EffectText(cases: [(mistake.text, "stop")]), in: "when")
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
