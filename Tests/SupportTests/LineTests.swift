import Diagnostics
import Support
import Testing

/// Every reader of texts takes lines as they come from any editor.
@Suite struct LineTests {

  @Test(arguments: [
    "a\nb\n", "a\r\nb\r\n", "a\rb\r", "\u{feff}a\nb\n", "\u{feff}a\r\nb\r\n", "a\r\nb\n",
  ])
  func endsOfLinesArePlain(_ text: String) {
    #expect(text.withPlainLineEnds == "a\nb\n")
    #expect(text.lines == ["a", "b", ""])
    #expect(String(textOf: Array(text.utf8)) == "a\nb\n")
  }

  @Test func emptyLinesStay() {
    #expect("\r\n\r\n\n\r\r".lines == ["", "", "", "", "", ""])
    #expect("".lines == [""])
    #expect("a\u{feff}".withPlainLineEnds == "a\u{feff}")
    #expect(String(textOf: [0xff, 0xfe, 0x61, 0x00]) == nil)
  }

  /// Places are those that an editor shows.
  @Test func placesAreCountedInLines() {
    let source = SourceText(name: "f", text: "\u{feff}one\r\ntwo\r\n")
    #expect(source.place(line: 2, column: 1).excerpt == "two")
    #expect(source.place(at: 5).description == "f:2:2")
  }

  /// A word as long as a file has no neighbours, and is known to have none at once.
  @Test func longWordsHaveNoNeighbours() {
    let long = String(repeating: "x", count: 1_000_000)
    #expect(nearest(to: long, in: ["apply", long]) == [])
    #expect(nearest(to: "apply", in: [long, "aply"]) == ["aply"])
  }

  /// What is far away by its letters alone is not looked at, and nothing near is lost by that.
  @Test func neighboursAreThoseWithinAThird() {
    var random = SplitMix64(seed: 5)
    let words = (0 ..< 300).map { _ in
      String((0 ..< 3 + random.next() % 6).map { _ in Array("abcé")[Int(random.next() % 4)] })
    }
    for word in words.prefix(40) {
      let all = Set(words.filter { editDistance(word, $0) <= max(1, $0.count / 3) })
      #expect(Set(nearest(to: word, in: words, most: .max)) == all)
    }
  }

  /// A message about a text is no longer than anyone reads.
  @Test func messagesAreShort() {
    let long = String(repeating: "x", count: 1_000_000)
    let error = Diagnostic.error(
      "no `\(long)`", at: Place(file: "f", line: 1, column: 7, excerpt: long), notes: [long])
    #expect(error.description.utf8.count < 20_000)
    #expect(error.description.hasPrefix("f:1:7: error: no `xxx"))
  }

}
