import Diagnostics
import Effects
import ISA
import Tensors
import Testing

/// What is written as in other languages is answered with how this one writes it.
@Suite("Ways out of mistakes")
struct WayOutTests {

  private func diagnostics(_ text: EffectText) -> [Diagnostic] {
    var diagnostics = DiagnosticSet()
    _ = Effect.reading(
      text, fields: LanguageTests.fields, state: LanguageTests.state, into: &diagnostics)
    return diagnostics.elements
  }

  private static let loop = "loops stand beside `does`, with their bounds: `for: i in 0:n`"
  private static let choice =
    "write `cases: [{when: …, does: …}, {does: …}]` in place of `does`, "
    + "or `x = a if condition else b`"
  private static let names = "numbers get names beside `does`: `let: x = …; y = …`"
  private static let dram = "write `dram(type[shape], address, extents…, stride=bytes)`"

  static let mistakes: [(String, Int, String)] = [
    ("if d > 0: acc[d] = 1", 1, choice), ("if (d > 0) acc[d] = 1", 1, choice),
    ("acc[d] = 1; else: acc[d] = 2", 13, choice), ("when d: acc[d] = 1", 1, choice),
    ("for i in 0:n: acc[i] = 1", 1, loop), ("for (i = 0)", 1, loop), ("while d: stop", 1, loop),
    ("let x = d; acc[x] = 0", 1, names), ("int x = d", 1, names),
    (
      "return acc[d]", 1, "write `window = …`: what an instruction computes is written to the state"
    ),
    ("acc[d] = inp[s].T", 10, "write `T(inp[s])`"),
    ("acc[d] = inp[s].max(0)", 17, "write `max(inp[s], y, …)`"),
    ("acc[d] = inp[s].sum(0)", 17, "write `sum(inp[s], axis)`"),
    ("acc[d] = inp[s].transpose()", 17, "write `T(inp[s])`"),
    ("acc[d] = inp[s].astype(int32)", 17, "write `cast(type, inp[s])`"),
    ("acc[d] = np.odd(inp[s])", 13, "functions stand before what they take: `max(x, y)`"),
    ("acc[d] = relu(inp[s])", 10, "write `max(x, 0)`"),
    ("acc[d] = Max(inp[s], 0)", 10, "write `max(x, y, …)`"),
    ("acc[d] = int32(inp[s])", 10, "write `cast(int32, x)`"),
    ("acc[d] = matmul(inp[s], wgt[n])", 10, "write `x @ y`"),
    ("acc[d] = dram[d:s]", 10, dram), ("dram[d:s] = acc[d]", 1, dram),
    ("acc[d] = mem[s]", 10, dram),
    ("acc[d] = dram", 10, dram), ("acc[d] = max[d]", 10, "write `max(x, y, …)`"),
    ("acc[d] = d if s = 1 else 0", 17, "numbers are compared by `==`"),
    ("acc[d] = wgt[n] @ inp[s]", 19, "write `inp[s] @ T(wgt[n])`"),
    ("acc[d] = T(wgt[n]) @ inp[s]", 22, "write `inp[s] @ wgt[n]`"),
    ("acc[d] = inp[d] @ inp[s]", 19, "of two rows write `sum(inp[d] * inp[s], 0)`"),
    ("acc[0:4] = inp[0:4, 0:3] @ wgt[n, 0:5, 0:7]", 28, "`T(x)` exchanges the last two axes"),
    ("acc[0:4] = inp[0:4] @ real[0:8]", 23, "write `inp[0:4] @ T(real[0:8])`"),
    (
      "acc[0:4] = inp[0:4] * wgt[n]", 23,
      "did you mean the product of matrices, `inp[0:4] @ wgt[n]`?"
    ),
    (
      "acc[0:4] += inp[0:4] * T(inp[s:s+8])", 24,
      "did you mean the product of matrices, `inp[0:4] @ T(inp[s:s+8])`?"
    ),
    ("acc[d] += inp[s] * wgt[n]", 11, "did you mean the product of matrices, `inp[s] @ wgt[n]`?"),
  ]

  @Test("a mistake has its place and a hint", arguments: mistakes)
  func mistake(_ text: String, _ column: Int, _ hint: String) {
    let found = diagnostics(EffectText(does: text))
    #expect(found.map(\.level) == [.error])
    #expect(found.first?.hints == [hint])
    #expect(found.first?.place?.column == column)
  }

  @Test("conditions and loops say how they are written")
  func clauses() {
    let condition = diagnostics(EffectText(cases: [("d = 1", "stop")]))
    #expect(condition.map(\.hints) == [["numbers are compared by `==`"]])
    let loop = diagnostics(EffectText(for: "i = 0:n", does: "acc[d] = 0"))
    #expect(loop.map(\.hints) == [["write `i in 0:n`"]])
  }

  @Test("what is no word of the language can be a name")
  func namesOfFields() {
    let words = ["for", "let", "int", "when", "while", "return", "switch"]
    let fields = words.enumerated().map { Field($1, lsb: $0, width: 1) }
    var diagnostics = DiagnosticSet()
    let state = words.map { StatePart("\($0)s", NumberType(.int8), shape: [4]) }
    let text = words.map { "\($0)s[\($0)] = \($0)" }.joined(separator: "; ")
    let effect = Effect.reading(
      EffectText(does: text), fields: fields, state: state, into: &diagnostics)
    #expect(effect != nil && diagnostics.elements.isEmpty)
    let parts = words.map { StatePart($0, NumberType(.int8), shape: [4]) }
    for statement in ["= 1", "[0] = 1", "[0:1] += 2"] {
      let text = words.map { "\($0) \(statement)" }.joined(separator: "; ")
      let effect = Effect.reading(
        EffectText(does: text), fields: [], state: parts, into: &diagnostics)
      #expect(effect != nil && diagnostics.elements.isEmpty)
    }
  }

  @Test(
    "divisions by 0 are warned of, and refused in numbers that no instruction computes",
    arguments: ["d / 0", "d % 0", "acc[d, 0] / (s - s)", "1 + d / (2 - 2)"])
  func divisions(_ number: String) throws {
    for text in [
      EffectText(does: "acc[s] = \(number)"), EffectText(letting: "x = \(number)", does: "stop"),
      EffectText(for: "i in 0:\(number)", does: "stop"),
      EffectText(cases: [("\(number)", "stop")]),
    ] {
      let found = diagnostics(text)
      #expect(found.map(\.message) == ["a whole number is divided by 0"], "\(text)")
      #expect(found.map(\.level) == [.warning])
    }
    let source = SourceText(name: "n", text: number)
    #expect(throws: Diagnostic.self) {
      try Scalar.reading(
        source, as: "a number", over: ["d", "s"], state: LanguageTests.state)
    }
  }

  /// Shapes that go together for one number of a field alone.
  static let lucky: [(String, String, String)] = [
    (
      "acc[d:d+n] += inp[s:s+n] * T(wgt[n])",
      "`*` is number by number, and [n, 16] goes with [16, 16] only where `n` is 1 or 16",
      "did you mean the product of matrices, `inp[s:s+n] @ T(wgt[n])`?"
    ),
    (
      "acc[d:d+n] = inp[s:s+n] + wgt[0]",
      "`+` is number by number, and [n, 16] goes with [16, 16] only where `n` is 1 or 16",
      "extents are the same or 1, counted from the last axis"
    ),
    (
      "acc[d:d+n] = dram(int32, s, n)",
      "numbers of shape [n] go into [n, 16] only where `n` is 1 or 16",
      "there are as many, in the order of rows, or extents of 1 that are repeated"
    ),
  ]

  @Test("what fits by luck is warned of", arguments: lucky)
  func luck(_ text: String, _ message: String, _ hint: String) {
    let found = diagnostics(EffectText(does: text)).filter { $0.message == message }
    #expect(found.map(\.level) == [.warning])
    #expect(found.first?.hints == [hint])
  }

  @Test(
    "what fits is not warned of",
    arguments: [
      "acc[d:d+n] = acc[d:d+n] * acc[s:s+n]", "acc[d:d+n] = acc[d:d+n] * acc[s]",
      "acc[d:d+n] = acc[d:d+n] * acc[s:s+1]", "acc[d:d+n] = acc[d:d+n] + acc[s:s+imm]",
      "acc[d:d+n] = dram(int32, s, n, 16)", "acc[d:d+n] = dram(int32, s, n * 16)",
      "acc[d:d+n] += inp[s:s+n] @ T(wgt[0])", "acc[d:d+n] = dram(int32, s, 1, 16)",
      "real[d] = real[s] / 0",
    ])
  func fits(_ text: String) {
    #expect(diagnostics(EffectText(does: text)) == [])
  }

}
