import Canvas
import Diagnostics
import Testing

@Suite struct TextTests {

  @Test(arguments: [
    ("", 0), ("abc", 3), ("größe", 5), ("アキ", 4), ("e\u{301}", 1), ("한글", 4), ("▶─█", 3),
    ("👍🏽", 2), ("\u{1160}", 1),
  ])
  func width(_ text: String, _ cells: Int) {
    #expect(text.cellWidth == cells)
  }

  @Test func interpolationKeepsRoles() {
    let name: StyledText = "\("acc", .name)[0]"
    let text: StyledText = "p \(name) is \(7, .changed)"
    #expect(text.text == "p acc[0] is 7")
    #expect(text.runs.map(\.role) == [.plain, .name, .plain, .changed])
  }

  @Test(arguments: [(8, "ab アキ"), (7, "ab アキ"), (6, "ab ア…"), (5, "ab …"), (1, "…"), (0, "")])
  func truncation(_ width: Int, _ shown: String) {
    #expect(StyledText("ab アキ").truncated(to: width).text == shown)
  }

  @Test func paddingIsByCells() {
    #expect(StyledText("ア").padded(to: 5, .trailing).text == "   ア")
    #expect(StyledText("ア").padded(to: 5, .center).text == " ア  ")
  }

  @Test func tablesAlignAndFlatten() {
    var table = Table([.init("memory"), .init("bytes", .trailing), .init("")])
    table.append(["入力", "32768", "live"])
    table.append(["acc", "7"])
    let shown = ["memory  bytes", "入力    32768  live", "acc         7"]
    #expect(table.lines().map(\.text) == shown)
    #expect(table.lines(width: 10).map(\.text) == ["memory  b…", "入力    3…", "acc      …"])
    #expect(
      table.records.map(\.text)
        == ["memory: 入力", "bytes: 32768", "live", "", "memory: acc", "bytes: 7"])
  }

  @Test func diagnosticsHaveRoles() {
    let lines = Diagnostic.error("no pass `x`", hints: ["`passes` lists them"]).styledLines
    #expect(lines.map(\.text) == ["error: no pass `x`", "  hint: `passes` lists them"])
    #expect(lines.map { $0.runs[0].role } == [.error, .note])
  }

}
