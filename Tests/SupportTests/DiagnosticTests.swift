import Diagnostics
import Testing

@Suite struct DiagnosticTests {

  @Test func showsThePlaceInItsLine() {
    let source = SourceText(name: "a.yaml", text: "name: x\nkind: decupled\n")
    let diagnostic = Diagnostic.error(
      "`decupled` is no kind", at: source.place(at: 14), hints: ["did you mean `decoupled`?"])
    #expect(
      diagnostic.description == """
        a.yaml:2:7: error: `decupled` is no kind
          kind: decupled
                ^
          hint: did you mean `decoupled`?
        """)
  }

  @Test func countsCharactersNotBytes() {
    let source = SourceText(name: "t", text: "é→x")
    #expect(source.place(at: "é→".utf8.count).column == 3)
    #expect(source.place(at: 1000).line == 1)
    #expect(source.place(line: 7, column: 1).excerpt == nil)
  }

  @Test func oneErrorStandsForASet() {
    var set = DiagnosticSet()
    set.insert(.note("by the way"))
    #expect(throws: Never.self) { try set.throwOnError() }
    set.insert(.error("first", failure: .usage))
    set.insert(.error("second"))
    let thrown = #expect(throws: Diagnostic.self) { try set.throwOnError() }
    #expect(thrown?.message == "first" && thrown?.notes == ["second"])
    #expect(thrown?.failure.rawValue == 2)
  }

}
