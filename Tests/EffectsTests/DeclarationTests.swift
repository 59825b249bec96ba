import Diagnostics
import Effects
import ISA
import Support
import Tensors
import Testing

@Suite("Declarations of state and fields")
struct DeclarationTests {

  private func parts(
    _ entries: [(String, String)], fields: [String: String] = [:]
  ) throws(Diagnostic) -> [StatePart] {
    try StatePart.list(
      parsing: entries.map { name, type in
        StatePart.Entry(
          name, SourceText(name: name, text: type),
          fields: fields[name].map { SourceText(name: "\(name).fields", text: $0) })
      })
  }

  // MARK: - State

  @Test("parts have types, shapes and roles, and views have what they are of")
  func state() throws {
    let parts = try parts(
      [
        ("spad", "int8[1024, 16]"), ("sums", "int32[256,16] over spad"),
        ("pe", "hidden int8[16, 16]"), ("base", "register uint32[4]"), ("mode", "uint64"),
        ("out", "int8.sat[8]"), ("uop", "uint32[64]"), ("plain", "memory float8_e4m3fn"),
      ], fields: ["uop": "dst@0:11 src@11:11 wgt@22:10"])
    #expect(parts[0] == StatePart("spad", NumberType(.int8), shape: [1024, 16]))
    #expect(parts[1].base == StateID(0))
    let roles: [StatePart.Role] = [
      .memory, .memory, .hidden, .register, .register, .memory, .memory, .memory,
    ]
    #expect(parts.map(\.role) == roles)
    #expect(parts[4].shape.isEmpty)
    #expect(parts[5].type == NumberType(.int8, saturates: true))
    #expect(parts[6].fields.map(\.text) == ["dst@0:11", "src@11:11", "wgt@22:10"])
    #expect(
      parts.map { $0.text(in: parts) } == [
        "int8[1024, 16]", "int32[256, 16] over spad", "hidden int8[16, 16]",
        "register uint32[4]", "uint64", "int8.sat[8]", "uint32[64]", "memory float8_e4m3fn",
      ])
  }

  @Test("what is printed of a part is read as the same")
  func roundTrips() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0 ..< 300 {
      let element = ElementType.allCases.randomElement(using: &random) ?? .int8
      let saturates = element.isInteger && Bool.random(using: &random)
      let rank = Int.random(in: 0 ... 3, using: &random)
      let part = StatePart(
        "x", NumberType(element, saturates: saturates),
        shape: (0 ..< rank).map { _ in Int.random(in: 1 ... 40, using: &random) },
        role: StatePart.Role.allCases.randomElement(using: &random) ?? .memory,
        base: Bool.random(using: &random) ? StateID(0) : nil)
      let base = StatePart("base", NumberType(.uint8), shape: [1 << 20])
      let text = part.text(in: [base])
      let read = try parts([("base", "uint8[1048576]"), ("x", text)])
      #expect(read == [base, part], "\(text)")
    }
  }

  static let wrongParts: [(String, Int, String, String?)] = [
    ("int9[4]", 1, "no type is called `int9`", "did you mean `int4`?"),
    ("int8.sot[4]", 1, "no type is called `int8.sot`", nil),
    ("float32.sat[4]", 1, "`float32.sat` does not saturate: only integers do", "write `float32`"),
    ("hidden uint33", 8, "no type is called `uint33`", "did you mean `uint32`?"),
    ("int8[0, 4]", 6, "an extent of 0", "extents are 1 or more"),
    ("int8[4, -2]", 9, "expected an extent, found `-`", nil),
    ("int8[n]", 6, "expected an extent, found `n`", nil),
    ("int8[64x8]", 6, "`64x8` is no number", "extents stand between commas: `64, 8`"),
    (
      "int8[64][8]", 9, "expected `over` and a part, or the end, found `[`",
      "extents are numbers with commas between them: `[64, 8]`"
    ),
    (
      "int8[64*8]", 8, "expected `]` or `,`, found `*`",
      "extents are numbers with commas between them: `[64, 8]`"
    ),
    (
      "int8[64×8]", 8, "`×` is no sign of the language",
      "extents stand between commas, and numbers are multiplied by `*`"
    ),
    ("int8[4", 7, "expected `]` or `,`, found the end", nil),
    ("int8[4] of spad", 9, "expected `over` and a part, or the end, found `of`", nil),
    ("int8[4] over spat", 14, "no part before this one is called `spat`", "did you mean `spad`?"),
    ("int8[40] over spad", 15, "a view of 40 bytes on the 32 of `spad`", nil),
    ("int8[4] over view", 14, "`view` is a view itself", nil),
    ("int64[65536, 65536]", 1, "int64[65536, 65536] takes more than 2^34 bytes", nil),
    (
      "int8[9223372036854775807, 9223372036854775807]", 1,
      "int8[9223372036854775807, 9223372036854775807] takes more than 2^34 bytes", nil
    ),
    ("int8[99999999999999999999]", 6, "`99999999999999999999` is no number", nil),
    ("", 1, "expected a type, such as `int8`, found the end", nil),
    ("int8 $", 6, "`$` is no sign of the language", nil),
  ]

  @Test("a wrong part is refused at its place", arguments: wrongParts)
  func wrongPart(_ text: String, _ column: Int, _ message: String, _ hint: String?) {
    let error = #expect(throws: Diagnostic.self) {
      try parts([("spad", "int8[32]"), ("view", "int8[8] over spad"), ("x", text)])
    }
    #expect(error?.message == message)
    #expect(error?.place.map { [$0.line, $0.column] } == [1, column])
    #expect(error?.place?.file == "x")
    if let hint { #expect(error?.hints == [hint]) }
  }

  @Test("names are of the language's letters, no words of it, and there once")
  func names() {
    for (name, message) in [
      ("spad", "the part `spad` is there twice"), ("in", "`in` is a word of the language"),
      ("2d", "`2d` is no name"), ("a-b", "`a-b` is no name"), ("", "a name is missing"),
    ] {
      let error = #expect(throws: Diagnostic.self) {
        try parts([("spad", "int8"), (name, "int8")])
      }
      #expect(error?.message == message)
    }
  }

  @Test("cells of floats have no fields, and fields fit into a cell")
  func cellFields() {
    let floats = #expect(throws: Diagnostic.self) {
      try parts([("uop", "float32[4]")], fields: ["uop": "a@0:4"])
    }
    #expect(floats?.message == "a float32 has no fields: only integers do")
    let wide = #expect(throws: Diagnostic.self) {
      try parts([("uop", "uint16[4]")], fields: ["uop": "a@0:4 b@10:7"])
    }
    #expect(wide?.message == "`b` takes bits 10 to 16 of 16")
    #expect(wide?.place?.file == "uop.fields")
    #expect(wide?.place?.column == 7)
  }

  @Test("all mistakes are told")
  func allMistakes() {
    var diagnostics = DiagnosticSet()
    let entries = [("a", "int9"), ("b", "int8[4]"), ("c", "int8[0]")].map {
      StatePart.Entry($0.0, SourceText(name: $0.0, text: $0.1))
    }
    #expect(StatePart.reading(entries, into: &diagnostics).map(\.name) == ["b"])
    #expect(diagnostics.elements.map { $0.place?.file } == ["a", "c"])
  }

  // MARK: - Fields

  private func fields(_ text: String, width: Int = 128) throws(Diagnostic) -> [Field] {
    try Field.list(parsing: SourceText(name: "fields", text: text), width: width)
  }

  @Test("fields have a lowest bit, a width and perhaps a sign, on one line or more")
  func rightFields() throws {
    #expect(
      try fields("to@4:6 imm@20:s12\n  last@32\tbig@64:64") == [
        Field("to", lsb: 4, width: 6), Field("imm", lsb: 20, width: 12, isSigned: true),
        Field("last", lsb: 32, width: 1), Field("big", lsb: 64, width: 64),
      ])
    #expect(try fields("").isEmpty)
    #expect(try fields("x@500:12", width: 512) == [Field("x", lsb: 500, width: 12)])
  }

  @Test("what is printed of fields is read as the same")
  func fieldsRoundTrip() throws {
    for seed in 0 ..< 200 as Range<UInt64> {
      let made = RandomEffect(seed: seed).fields
      #expect(try fields(made.map(\.text).joined(separator: " ")) == made)
    }
  }

  static let wrongFields: [(String, Int, Int, String)] = [
    ("a@0:4 b", 1, 7, "`b` is no field"),
    ("a@0:4, b@4:4", 1, 6, "`,` stands between fields"),
    ("a@0:4,b@4:4", 1, 6, "`,` stands between fields"),
    ("a@0:4; b@4:4;", 1, 6, "`;` stands between fields"),
    ("a@0:4 b@4:", 1, 7, "`b@4:` is no field"),
    ("a@x:4", 1, 1, "`a@x:4` is no field"),
    ("a@0:u4", 1, 1, "`a@0:u4` is no field"),
    ("a@0:4:5", 1, 1, "`a@0:4:5` is no field"),
    ("@0:4", 1, 1, "a name is missing"),
    ("if@0:4", 1, 1, "`if` is a word of the language"),
    ("a@0:4 a@4:4", 1, 7, "the field `a` is there twice"),
    ("a@0:4\nb@4:4 c@3:2", 2, 7, "`c` and `a` both take bit 3"),
    ("a@0:8 b@2:4", 1, 7, "`b` and `a` both take bits 2 to 5"),
    ("a@0:65", 1, 1, "`a` has 65 bits"),
    ("a@0:0", 1, 1, "`a` has 0 bits"),
    ("a@120:9", 1, 1, "`a` takes bits 120 to 128 of 128"),
    (
      "a@9223372036854775807:4", 1, 1,
      "`a` takes bits 9223372036854775807 to -9223372036854775806 of 128"
    ),
    ("a@99999999999999999999:4", 1, 1, "`a@99999999999999999999:4` is no field"),
  ]

  @Test("a wrong field is refused at its place", arguments: wrongFields)
  func wrongField(_ text: String, _ line: Int, _ column: Int, _ message: String) {
    let error = #expect(throws: Diagnostic.self) { try fields(text) }
    #expect(error?.message == message)
    #expect(error?.place.map { [$0.line, $0.column] } == [line, column])
  }

}
