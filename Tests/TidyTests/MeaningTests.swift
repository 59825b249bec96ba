import Testing

/// What the family of decoupled machines knows of one meaning stands in one place.
@Suite struct MeaningTests {

  private static let declared = "Sources/Effects/Analysis/Recognition/DecoupledShape.swift"
  private static let place = "Sources/Decoupled/Description/Meanings/Meaning.swift"

  private let checks = MeaningChecks(Repository.source(Self.declared))

  @Test func meaningsAreToldApartInOnePlace() {
    #expect(checks.meanings.isSuperset(of: ["load", "store", "gemm", "alu", "finish"]))
    #expect(checks.places(Repository.written).keys.sorted() == [Self.place])
  }

  @Test(arguments: [
    "case .gemm: 1", "case .load, .alu: 1", "if case .finish = a {}", "switch a.meaning {}",
    "switch (a, b.meaning) {}", "switch meaning {}", "let b = a.meaning == .load",
    "let b = a.meaning != .store",
    "let b = a == .gemm", "let b = .alu == a", "case .alu(let nest, _): 1",
    "let b = c.filter { $0.meaning == .store }",
  ])
  func aSecondPlace(_ text: String) {
    let file = SourceFile(path: "Sources/Decoupled/A.swift", text: text)
    #expect(checks.places([file]) != [:])
  }

  @Test(arguments: [
    "let b = a.direction == .load", "case .load: 1", "let b = a.meaning == c",
    "let b = range(of: .rows, in: .gemm)", "// a.meaning == .load", "case gemm",
    "let b: Meaning = .alu", "let b = a.meaning.direction",
  ])
  func noPlace(_ text: String) {
    let file = SourceFile(path: "Sources/Decoupled/A.swift", text: text)
    #expect(checks.places([file]) == [:])
  }

}
