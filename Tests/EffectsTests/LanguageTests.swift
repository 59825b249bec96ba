import Diagnostics
import Effects
import ISA
import Tensors
import Testing

/// What texts mean.
@Suite("The language of effects")
struct LanguageTests {

  static let state = [
    StatePart(
      "uop", NumberType(.uint32), shape: [64],
      fields: [
        Field("dst", lsb: 0, width: 8), Field("off", lsb: 8, width: 6, isSigned: true),
      ]),
    StatePart("inp", NumberType(.int8), shape: [256, 16]),
    StatePart("wgt", NumberType(.int8), shape: [64, 16, 16]),
    StatePart("acc", NumberType(.int32), shape: [256, 16]),
    StatePart("real", NumberType(.float32), shape: [256, 16]),
    StatePart("mode", NumberType(.uint32), shape: [], role: .register),
    StatePart("base", NumberType(.uint64), shape: [4], role: .register),
    StatePart("out", NumberType(.int8, saturates: true), shape: [256, 16]),
  ]

  static let fields = [
    Field("d", lsb: 0, width: 8), Field("s", lsb: 8, width: 8), Field("n", lsb: 16, width: 6),
    Field("imm", lsb: 24, width: 16, isSigned: true),
  ]

  func effect(_ text: EffectText) throws(Diagnostic) -> Effect {
    try Effect(parsing: text, fields: Self.fields, state: Self.state)
  }

  private func scalar(_ text: String) throws -> Scalar {
    try #require(effect(EffectText(cases: [(text, "stop")])).cases[0].condition)
  }

  private func assigned(_ text: String) throws -> Value {
    let action = try #require(effect(EffectText(does: text)).cases[0].actions.first)
    guard case .assign(_, let value, _) = action else { throw Diagnostic.error("no assignment") }
    return value
  }

  private static let (d, s, n) = (
    Scalar.variable(VariableID(0)), Scalar.variable(VariableID(1)), Scalar.variable(VariableID(2))
  )

  // MARK: - Precedence

  static let precedences: [(String, String)] = [
    ("d + s * n", "d + (s * n)"), ("d - s - n", "(d - s) - n"), ("d << s + n", "d << (s + n)"),
    ("d & s << n", "d & (s << n)"), ("d | s & n", "d | (s & n)"), ("d | s ^ n", "d | (s ^ n)"),
    ("d ^ s & n", "d ^ (s & n)"), ("d & s == n", "(d & s) == n"), ("not d == s", "not (d == s)"),
    ("not d and s", "(not d) and s"), ("d and s or n", "(d and s) or n"),
    ("d or s and n", "d or (s and n)"),
    ("d if s else n if d else s", "d if s else (n if d else s)"),
    ("d if s or n else d + s", "d if (s or n) else (d + s)"), ("-d * s", "(-d) * s"),
    ("-d@0:4", "-(d@0:4)"), ("~d & s", "(~d) & s"), ("d % s * n", "(d % s) * n"),
    ("d in (1, 2) and s", "(d == 1 or d == 2) and s"),
    ("d not in (1, 2)", "not (d == 1 or d == 2)"),
    ("d + s in (n, 4)", "d + s == n or d + s == 4"), ("d < s and s < n", "(d < s) and (s < n)"),
    ("d@0:4@2:2", "(d@0:4)@2:2"), ("max(d, s, n)", "max(max(d, s), n)"),
    ("clip(d, s, n)", "min(max(d, s), n)"), ("abs(d)", "max(d, -d)"), ("cast(uint8, d)", "d@0:8"),
    ("cast(int8, d)", "d@0:s8"), ("cast(int8.sat, d)", "clip(d, -128, 127)"),
    ("cast(bool, d)", "d != 0"), ("round(d)", "d"), ("0x1f + 0b101 + 1_000", "31 + 5 + 1000"),
  ]

  @Test("operators bind as in Python", arguments: precedences)
  func precedence(_ text: String, _ grouped: String) throws {
    #expect(try scalar(text) == scalar(grouped))
  }

  @Test("numbers are those of 64 bits")
  func numbers() throws {
    #expect(try scalar("-9223372036854775808") == .constant(.min))
    #expect(try scalar("9223372036854775807") == .constant(.max))
    #expect(try scalar("0xffff_ffff_ffff_ffff") == .constant(-1))
    #expect(try scalar("-5") == .constant(-5))
    #expect(try scalar("-(5)") == .unary(.minus, .constant(5)))
    #expect(try assigned("real = -0.25") == Value(real: -0.25))
    #expect(try assigned("real = 1e-3") == Value(real: 0.001))
    #expect(try assigned("real = -inf") == Value(real: -.infinity))
  }

  // MARK: - Windows and shapes

  @Test("ranges keep what was added as their count, and lose what is on both sides")
  func counts() throws {
    let (d, n) = (Self.d, Self.n)
    func axis(_ text: String) throws -> Effects.Window.Axis {
      let action = try effect(EffectText(does: "acc[\(text)] = 0")).cases[0].actions[0]
      guard case .assign(.window(let window), _, _) = action else {
        throw Diagnostic.error("no window")
      }
      return window.axes[0]
    }
    #expect(try axis("d:d+n") == .range(lower: d, count: n))
    #expect(try axis("d*2 : n + d*2 + 1") == .range(lower: d * 2, count: n + 1))
    #expect(try axis("4:20") == .range(lower: 4, count: 16))
    #expect(try axis(":n") == .range(lower: 0, count: n))
    #expect(try axis("n:") == .range(lower: n, count: (256 - n).simplified))
    #expect(try axis(":") == .range(lower: 0, count: 256))
    #expect(try axis("d") == .at(d))
    #expect(
      try axis("d@0:4:n")
        == .range(
          lower: .bits(d, lsb: 0, width: 4, isSigned: false),
          count: (n - .bits(d, lsb: 0, width: 4, isSigned: false)).simplified))
  }

  static let shapes: [(String, String)] = [
    ("acc[d:d+n]", "[n, 16]"), ("acc[d]", "[16]"), ("acc", "[256, 16]"),
    ("acc[d:d+n, 0:4]", "[n, 4]"), ("T(wgt[d])", "[16, 16]"),
    ("inp[d:d+n] @ T(wgt[s])", "[n, 16]"), ("inp[d:d+n, 0:4] @ wgt[s, 0:4, 0:8]", "[n, 8]"),
    ("inp[d] @ wgt[s]", "[16]"), ("acc[d:d+n] + acc[s]", "[n, 16]"),
    ("acc[d:d+n] + acc[s, 0:1]", "[n, 16]"), ("dram(int8[16, 16], d, n, 2)", "[n, 2, 16, 16]"),
    ("pad(dram(int8, d, n, 4), 1, 2, s, 0)", "[n + 3, s + 4]"), ("sum(acc[d:d+n], 0)", "[1, 16]"),
    ("most(acc[d:d+n], -1)", "[n, 1]"), ("gather(inp, uop[d:d+n])", "[n, 16]"),
    ("acc[d] if acc[s] > 0 else 0", "[16]"), ("cast(float32, acc[d:d+n])", "[n, 16]"),
    ("acc[d:d+n] * dram(int32, s, s, 1)", "[s if n == 1 else n, 16]"),
    ("dram(int32, d)", "[]"), ("exp(d)", "[]"),
  ]

  @Test("shapes follow from what is computed", arguments: shapes)
  func shape(_ text: String, _ shape: String) throws {
    let effect = try effect(
      EffectText(does: "dram(float64, 0, 0) = sum(dram(float64, 0, 1) * 0, 0)"))
    let printer = EffectPrinter(effect, Self.state)
    // What is not known to be wrong is written.
    let value = try assigned("real[s:s+imm] = \(text)")
    #expect(printer.text(of: value.shape) == shape)
  }

  @Test("whole numbers of the state are numbers like fields, floats are not")
  func cells() throws {
    #expect(
      try scalar("base[1] >> mode")
        == .binary(
          .shiftRight, .cell(StateID(6), [.constant(1)]), .cell(StateID(5), [])))
    #expect(try scalar("uop[d].off") == scalar("uop[d]@8:s6"))
    #expect(try assigned("real[d] = real[s, 0] * acc[s, 1]").shape.isEmpty)
  }

  @Test("kinds follow from what is computed")
  func kinds() throws {
    #expect(try assigned("acc[d] = acc[d] / 2").kind == .integer)
    #expect(try assigned("real[d] = acc[d] * 0.5").kind == .float32)
    #expect(try assigned("real[d] = exp(acc[d])").kind == .float32)
    #expect(try assigned("acc[d] = real[d] > real[s]").kind == .integer)
    #expect(try assigned("real[d] = dram(float64, s, 16) + acc[d]").kind == .float64)
    #expect(try assigned("out[d] = low(acc[d])") == assigned("out[d] = cast(int8, acc[d])"))
    #expect(
      try assigned("dram(int16, d, 16) = low(acc[d])")
        == assigned(
          "dram(int16, d, 16) = cast(int16, acc[d])"))
  }

  @Test("strides of the host are those of elements without gaps unless they are said")
  func strides() throws {
    func strides(_ text: String) throws -> [Scalar] {
      let value = try assigned("acc[s:s+n, d:d+imm] = \(text)")
      guard case .host(let window) = value.node else { return [] }
      return window.strides
    }
    #expect(try strides("dram(int32[4], d, n, 3)") == [.constant(48), .constant(16)])
    #expect(try strides("dram(int32[4], d, 3, n)") == [Self.n * 16, .constant(16)])
    #expect(try strides("dram(int32, d, n, 3, stride=s)") == [Self.s, .constant(4)])
    #expect(try strides("dram(int32, d, 2, 3, strides=(s, n))") == [Self.s, Self.n])
    #expect(try strides("dram(int32, d)").isEmpty)
  }

  // MARK: - Clauses

  @Test("loops, names and ranges with names")
  func clauses() throws {
    let effect = try effect(
      EffectText(
        for: "i in 0:n, u in uop[d:d+n], v in uop",
        letting: "a = i*2 + u.dst; to = a : a + 4; b = v", does: "acc[to, b] = a"))
    #expect(effect.variables.map(\.name) == ["d", "s", "n", "imm", "i", "u", "v", "a", "b"])
    #expect(effect.loops.map(\.variable.index) == [4, 5, 6])
    #expect(effect.loops[0].domain == .numbers(lower: 0, upper: Self.n))
    #expect(effect.loops[1].domain == .cells(StateID(0), lower: Self.d, upper: Self.d + Self.n))
    #expect(effect.loops[2].domain == .cells(StateID(0), lower: 0, upper: 64))
    #expect(effect.bindings.map(\.variable.index) == [7, 8])
    #expect(
      effect.cases[0].actions == [
        .assign(
          .window(
            Effects.Window(
              StateID(3),
              [
                .range(lower: .variable(VariableID(7)), count: 4),
                .at(.variable(VariableID(8))),
              ])), Value(.variable(VariableID(7))), adds: false)
      ])
  }

  @Test("statements follow each other")
  func statements() throws {
    let effect = try effect(
      EffectText(does: "wait(dma, n); acc[d] += 1; signal(kernel, n*2);; stop;"))
    #expect(effect.cases[0].actions.count == 4)
    #expect(effect.cases[0].actions[0] == .queue(.wait, "dma", Self.n))
    #expect(effect.cases[0].actions[2] == .queue(.signal, "kernel", Self.n * 2))
    #expect(effect.cases[0].actions[3] == .stop)
  }

}
