import Support
import Testing

@Suite struct LineSplitterTests {

  private static let texts = [
    "", "a", "a\n", "a\r\nb\rc\n\nd", "\r\r\n\n", "\u{feff}a\u{feff}\r\nb", "größe\r\n✓",
    "\u{feff}", "\n\u{feff}a",
  ]

  /// However the bytes come, the lines are those of the whole text.
  @Test(arguments: texts, [1, 2, 3, 7, 100])
  func cutsAsAWholeText(_ text: String, _ size: Int) {
    var buffer = LineSplitter()
    var lines: [String] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      buffer.append(Array(bytes[start ..< min(start + size, bytes.count)]))
      while let line = buffer.next() { lines.append(line) }
    }
    lines.append(buffer.rest() ?? "")
    #expect(lines == text.lines)
    #expect(buffer.isEmpty && buffer.rest() == nil)
  }

  @Test func forgetsWhatHasNoEnd() {
    var buffer = LineSplitter()
    buffer.append(Array("a\r\nbc".utf8))
    #expect(buffer.next() == "a" && buffer.next() == nil && !buffer.isEmpty)
    buffer.removeAll()
    #expect(buffer.isEmpty)
    buffer.append(Array("d\n".utf8))
    #expect(buffer.next() == "d" && buffer.isEmpty)
  }

}
