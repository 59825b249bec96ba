import Testing

/// The checks of registries and pages see what is missing on either side.
@Suite struct RegistryBreakageTests {

  private func findings(
    _ unit: HouseRules.Registry.Unit, _ files: [String: String], list: String
  ) -> [String] {
    let row = HouseRules.Registry(
      folder: "Sources/X/Library", list: "Sources/X/List.swift", value: "all", unit: unit)
    return RegistryChecks.registry(
      row,
      folder: files.sorted { $0.key < $1.key }.map {
        SourceFile(path: "Sources/X/Library/\($0.key).swift", text: $0.value)
      },
      list: SourceFile(path: row.list, text: list))
  }

  private static let types = [
    "A": "public struct A: Pass {}",
    "B": "struct B: Sendable, Pass { struct C {} }\nextension B {}",
  ]

  @Test func typesThatAreListed() {
    let list = "let all: [any Pass.Type] = [\n  A.self,\n  B.self, // C.self\n]"
    #expect(findings(.type(conformingTo: ["Pass"]), Self.types, list: list) == [])
  }

  @Test(arguments: [
    "let all = [A.self]", "let all = [A.self, BB.self]", "let all = [A.self, /* B.self */]",
    "let all = [A.self]\n// B.self", "let all = [A.self, \"B.self\"]", "let all = [A.self, B.name]",
    "let all = [A.self]\nlet more = [B.self]", "let all = [A.self, B.self, B.self]",
    "let all = [A.self, B.self, C.self]", "let other = [A.self, B.self]",
    "let all = [\n  A.self,\n  #if DEBUG\n  B.self,\n  #endif\n]", "// let all = [A.self, B.self]",
  ])
  func typesThatAreNot(_ list: String) {
    #expect(findings(.type(conformingTo: ["Pass"]), Self.types, list: list) != [])
  }

  @Test(arguments: [
    // Two units in a file, a unit that is called otherwise, a file without a unit.
    ["A": "struct A: Pass {}\nstruct B: Pass {}"],
    ["A": "struct B: Pass {}", "B": "struct A: Pass {}"],
    ["A": "struct A: Pass {}", "B": "struct B: Pass {}", "C": "struct C {}"],
    ["A": "struct A: Pass {}", "B": "// struct B: Pass {}"], [:],
  ])
  func filesThatAreNoUnits(_ files: [String: String]) {
    let list = "let all = [A.self, B.self]"
    #expect(findings(.type(conformingTo: ["Pass"]), files, list: list) != [])
  }

  private static let values = [
    "A": "enum A { static let op = Op(\"a\"); static let key = Key(1) }",
    "B":
      "enum B {\n  static let ops = [one, two]\n  static let one = op(\"x\")\n  static let two: Op = f()\n}",
  ]

  @Test(arguments: [
    "let all: [[Op]] = [[A.op], B.ops]", "let all = [A.op, B.one, B.two]",
    "let all = [A.op] + B.ops",
  ])
  func valuesThatAreListed(_ list: String) {
    #expect(findings(.values(of: "Op"), Self.values, list: list) == [])
  }

  @Test(arguments: [
    "let all = [A.op]", "let all = [A.op, B.one]", "let all = [A.op, B.ops, C.op]",
    "let all = [A.op, B.ops, B.three]", "let all = [A.ops, B.ops]", "let all = [A.op, A.op, B.ops]",
  ])
  func valuesThatAreNot(_ list: String) {
    #expect(findings(.values(of: "Op"), Self.values, list: list) != [])
  }

  @Test func aValueThatItsListForgets() {
    let files = [
      "A":
        "enum A {\n  static let all: [Command] = [one]\n  static let one = Command()\n  static let two = Command()\n}"
    ]
    #expect(findings(.values(of: "Command"), files, list: "let all = A.all") != [])
  }

  // MARK: - Pages

  private static let page = """
    | target | what |
    |---|---|
    | `A` | one |
    | `B` | two |

    ## Invariants

    Each of these is a test.

    - No global variable.
    - Pigs fly
      seldom.

    ## Next
    """

  @Test func tablesOfTargets() {
    func findings(_ rows: String) -> [String] {
      PageChecks.modules(Self.page, Manifest(SourceFile(path: "Package.swift", text: rows)))
    }
    #expect(findings(#"layer("A"), layer("B")"#) == [])
    #expect(findings(#"layer("B"), layer("A")"#) != [])
    #expect(findings(#"layer("A"), layer("B"), layer("C")"#) != [])
  }

  @Test func invariantsWithoutATest() {
    #expect(
      PageChecks.points(under: "Invariants", in: Self.page)
        == ["No global variable.", "Pigs fly seldom."])
    let findings = PageChecks.invariants(Self.page, tests: [])
    #expect(findings.contains("no test is named for: Pigs fly seldom."))
    #expect(findings.contains { $0.hasPrefix("thereIsNoGlobalState") })
    #expect(findings.contains("no invariant `Import never traps`"))
    #expect(PageChecks.invariants("", tests: []) != [])
  }

}
