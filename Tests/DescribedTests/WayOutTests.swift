import Described
import Diagnostics
import Effects
import TargetKit
import Testing

/// What a description is told that is written as other tools would have it.
@Suite("Ways out of mistakes in descriptions")
struct WayOutTests {

  private static let lines = [
    "name: t", "version: 1", #"numbers: {data: int8, weight: int8, sum: int32}"#,
    #"layout: {data: "n c/4 y x 4c", weight: "o/4 c/4 r s 4o 4c", sum: "o/4 4o"}"#,
    #"state: {acc: "int32[8]"}"#, #"words: {width: 32, opcode: "op@0:4"}"#, "instructions:",
    #"  set: {code: 1, fields: "to@4:3 n@8:8", does: "acc[to] = n + acc[to]"}"#,
    "  stop: {code: 0, does: stop}",
  ]

  /// What is told of the description with other lines in place of one.
  private func told(_ line: Int, _ text: String) -> [Diagnostic] {
    var lines = Self.lines
    lines[line - 1] = text
    let source = SourceText(name: "t.yaml", text: lines.joined(separator: "\n") + "\n")
    return MachineDescription.read(source).1.elements
  }

  @Test func theDescriptionIsRight() { #expect(told(9, Self.lines[8]) == []) }

  @Test(
    "numbers are those of the language",
    arguments: ["0b0000", "0b1000", "0x8", "0X8", "0b0001_0", "1_0"])
  func numbers(_ code: String) {
    #expect(told(9, "  stop: {code: \(code), does: stop}") == [])
  }

  @Test func selectorsHaveNumbersToo() {
    #expect(
      told(9, #"  stop: {code: 1, sub: "kind@7 == 0b1", does: stop}"#).map(\.message)
        == ["`stop` has the code 1 of `set`, and no field of `sub` tells them apart"])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var line: Int
    var text: String
    var place: [Int]
    var hint: String
    init(_ line: Int, _ text: String, _ place: [Int], _ hint: String) {
      (self.line, self.text, self.place, self.hint) = (line, text, place, hint)
    }
    var testDescription: String { text }
  }

  private static func quoted(_ what: String, _ key: String = "does") -> String {
    "a text with \(what) in it stands between quotes: `\(key): \"…\"`"
  }

  static let mistakes = [
    Mistake(9, "\tstop: {code: 0, does: stop}", [9, 1], "indent with blanks alone"),
    Mistake(9, "  stop:\n  \tcode: 0", [10, 3], "indent with blanks alone"),
    Mistake(9, "  stop: {code: 0, does: acc[0:2] = 1}", [9, 28], quoted("brackets or signs")),
    Mistake(9, "  stop: {code: 0, does: acc = {1}}", [9, 31], quoted("brackets or signs")),
    Mistake(
      9, "  stop: {code: 0, let: to = acc[0], does: stop}", [9, 32],
      quoted("brackets or signs", "let")),
    Mistake(9, "  stop: {code: 0, does: acc = max(acc, 1)}", [9, 40], "a text with commas in it"),
    Mistake(
      9, "  stop:\n    code: 0\n    let: to = 0 : 4\n    does: stop", [11, 17],
      quoted("`: `", "let")),
    Mistake(9, "  stop: {code: 0, does: stop\nhost: {}", [10, 5], "`{` of 9:9 is not closed"),
    Mistake(9, "  stop: {code: 0, does: \"stop}", [10, 1], "`\"` of 9:25 is not closed"),
    Mistake(4, "layout: NHWC", [4, 9], "it is a mapping, whose keys are data, weight, sum"),
    Mistake(4, "layout: {data: NHWC}", [4, 16], "write `n y x c`"),
    Mistake(4, "layout: {data: nchw}", [4, 16], "write `n c y x`"),
    Mistake(4, "layout: {weight: OIHW}", [4, 18], "write `o c r s`"),
    Mistake(4, "layout: {data: NHW}", [4, 16], "its axes are n, c, y, x"),
    Mistake(
      3, "numbers: int8", [3, 10],
      "it is a mapping, whose keys are data, weight, sum, rounding, sum-order"),
    Mistake(9, "  stop: {code: 4'b0000, does: stop}", [9, 16], "`12`, `0x1f` or `0b101`"),
    Mistake(9, "  stop: {code: 0, fields: [a@4:2, b@6], does: stop}", [9, 27], "`to@4:6 n@10:7`"),
    Mistake(9, "  stop: {code: 0, does: stop}\ntiming: {set: bytes/0}", [10, 21], "1 or more"),
    Mistake(
      9, "  stop: {code: 0, does: stop}\ntiming: {set: max(n, 1)}", [10, 20],
      "a text with commas in it stands between quotes"),
    Mistake(
      9, "  stop: {code: 0, unit: {core: n in (1, 2)}, does: stop}", [9, 39],
      "a text with commas in it stands between quotes"),
    Mistake(9, "  stop: {code: 0, does: stop}\ntiming: {set: n % 0}", [10, 19], "1 or more"),
  ]

  @Test("a mistake has its place and a hint", arguments: mistakes)
  func mistake(_ mistake: Mistake) {
    let found = told(mistake.line, mistake.text)
    #expect(found.first?.level == .error)
    #expect(found.first?.place.map { [$0.line, $0.column] } == mistake.place)
    #expect(found.first?.hints.contains { $0.contains(mistake.hint) } == true, "\(found)")
  }

  @Test(
    "a formula that takes no time is warned of", arguments: [("0 - 5", -5), ("0", 0), ("0 - n", 0)])
  func noTime(_ formula: String, _ most: Int) {
    let found = told(9, "\(Self.lines[8])\ntiming: {set: \(formula), stop: 1}")
    #expect(found.map(\.message) == ["the cycles of `set` are \(most) at most"])
    #expect(found.map(\.level) == [.warning])
    #expect(found.first?.place.map { [$0.line, $0.column] } == [10, 15])
  }

  @Test(arguments: ["n", "bytes/8", "1 + n - 5", "n - n + 1"])
  func someTime(_ formula: String) {
    #expect(told(9, "\(Self.lines[8])\ntiming: {set: \(formula)}") == [])
  }

  // MARK: - Patterns

  static let patterns = [
    Mistake(1, "kind: banana, match: r = nn.relu(x)", [10, 30], "conv2d, dense, add, rescale"),
    Mistake(1, "kind: conv2, match: r = nn.relu(x)", [10, 30], "did you mean `conv2d`?"),
    Mistake(
      1, "kind: conv2d, match: c = nn.conv2d(x)", [10, 49],
      "write `nn.conv2d(data, weight)`, or `nn.conv2d(...)` for any"),
    Mistake(
      1, #"kind: add, match: "a = cast(x); s = add(a, b, c)""#, [10, 60],
      "write `add(lhs, rhs)`, or `add(...)` for any"),
    Mistake(
      1, #"kind: add, match: "a = cast(x); s = ad(a, b)""#, [10, 60], "did you mean `add`?"),
    Mistake(
      1, #"kind: add, match: "s = nn.relu(x){axis=1}""#, [10, 58], ""),
  ]

  @Test("patterns have kinds that there are, and operators their operands", arguments: patterns)
  func pattern(_ mistake: Mistake) {
    let found = told(
      9, "\(Self.lines[8])\npatterns: [{name: t.a, \(mistake.text)}]")
    #expect(found.first?.level == .error)
    #expect(found.first?.place.map { [$0.line, $0.column] } == mistake.place, "\(found)")
    #expect(
      mistake.hint.isEmpty || found.first?.hints.contains { $0.contains(mistake.hint) } == true,
      "\(found)")
  }

  // MARK: - What an instruction does

  @Test func instructionsAreExplainedByName() throws {
    let text = """
      name: t
      version: 1
      state: {acc: "int32[8]"}
      units: [one, two]
      words: {width: 32, opcode: "op@0:4"}
      instructions:
        set:
          code: 1
          unit: {one: n == 0, two: }
          fields: to@4:3 n@8:8
          for: i in 0:n
          let: x = to + i
          cases:
            - {when: to > 4, does: "acc[x] = n"}
            - does: acc[x] += n
        stop: {code: 0, unit: one, does: stop}
      """
    let target = DescribedTarget(
      try MachineDescription(reading: SourceText(name: "t.yaml", text: text)))
    let meaning = try #require(target.meaning(of: "set"))
    #expect(meaning.units == ["one when n == 0", "two"])
    #expect(
      meaning.effect == [
        "for i in 0:n", "let x = to + i", "when to > 4: acc[x] = n", "acc[x] += n",
      ])
    #expect(target.meaning(of: "stop") == InstructionMeaning(units: ["one"], effect: ["stop"]))
    #expect(target.meaning(of: "none") == nil)
  }

}
