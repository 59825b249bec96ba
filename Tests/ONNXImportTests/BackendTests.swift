import Testing

/// All tests that ONNX has for its operators, and the list of those that are not passed.
@Suite struct BackendTests {

  /// What the list has passes no longer, and what it has not passes.
  @Test(
    .enabled(
      if: BackendCase.root != nil,
      "`SLUICE_ONNX_NODES` does not name the folder of the node cases of ONNX"))
  func casesPassOrAreListed() throws {
    let cases = try BackendCase.all(in: #require(BackendCase.root))
    let listed = try UnpassedCases().messages(of: BackendRelease(of: cases))
    var surprises: [String] = []
    for test in cases {
      let (found, expected) = (test.failure(), listed[test.name])
      if found == nil, expected == nil { continue }
      if let found, let expected, found.contains(expected) { continue }
      surprises.append(
        "\(test.name): \(found ?? "passes") instead of \(expected.map { "`\($0)`" } ?? "passing")")
    }
    #expect(surprises == [])
    #expect(!cases.isEmpty)
    let missing = Set(listed.keys).subtracting(cases.map(\.name))
    #expect(missing.sorted() == [])
  }

  /// Each kind says why, and how it is told; no case is listed twice for a release.
  @Test func reasonsAreGiven() throws {
    let list = try UnpassedCases()
    for kind in list.kinds {
      #expect(kind.reason.count > 20, "\(kind.names)")
      #expect(!kind.message.isEmpty, "\(kind.names)")
      #expect(!kind.names.isEmpty, "\(kind.reason)")
    }
    for release in BackendRelease.allCases {
      let names = list.kinds.filter { $0.releases.contains(release) }.flatMap(\.names)
      #expect(names.count == list.messages(of: release).count)
      #expect(names.allSatisfy { $0.hasPrefix("test_") })
    }
    let differs = list.messages(of: .release18) != list.messages(of: .release19)
    #expect(differs)
  }

}
