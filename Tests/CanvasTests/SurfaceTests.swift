import Canvas
import Support
import Testing

@Suite struct SurfaceTests {

  @Test func wideCharactersTakeTwoCells() {
    var surface = Surface(columns: 6, rows: 1)
    let end = surface.write("aアキb", column: 0, row: 0)
    #expect(end == 6)
    #expect(surface.description == "aアキb")
    #expect(surface[2, 0].isContinuation && !surface[3, 0].isContinuation)
  }

  /// Neither half of a wide character stays when the other is overwritten or cut off.
  @Test func halvesOfWideCharactersGo() {
    var left = Surface(columns: 4, rows: 1)
    left.write("アキ", column: 0, row: 0)
    left.write("x", column: 1, row: 0)
    #expect(left.description == " xキ")
    var right = Surface(columns: 3, rows: 1)
    right.write("アキ", column: 0, row: 0)
    #expect(right.description == "ア")
  }

  @Test func controlCharactersAreNotDrawn() {
    var surface = Surface(columns: 8, rows: 1)
    surface.write("a\u{1b}[2J\n\u{7}", column: 0, row: 0)
    #expect(surface.description == "a\u{fffd}[2J\u{fffd}\u{fffd}")
  }

  @Test func framesHaveTitlesAndAnASCIIForm() {
    var surface = Surface(columns: 12, rows: 3)
    surface.frame(surface.bounds, title: " SRAM of INP ")
    surface.write("█▓░ ア▶", column: 1, row: 1)
    #expect(surface.description == "┌─ SRAM o…─┐\n│█▓░ ア▶   │\n└──────────┘")
    #expect(surface.inASCII.description == "+- SRAM o~-+\n|#+. ? >   |\n+----------+")
  }

  @Test func drawingIsClippedAtTheTarget() {
    var inner = Surface(columns: 5, rows: 3)
    inner.fill(inner.bounds, "x")
    inner.write("アア", column: 0, row: 1)
    var outer = Surface(columns: 6, rows: 4)
    outer.draw(inner, in: Rect(column: 4, row: -1, columns: 3, rows: 4))
    #expect(outer.lines == ["    ア", "    xx", "", ""])
  }

  /// Whatever is drawn, on a grid of whatever size, lands on it or nowhere.
  @Test func anythingCanBeDrawnAnywhere() {
    var random = SplitMix64(seed: 7)
    let alphabet: [Character] = ["a", "ア", "e\u{301}", "\u{1b}", "🇯🇵", "─", "\u{200d}", " "]
    var broken: [Surface] = []
    for _ in 0 ..< 2000 {
      var surface = Surface(
        columns: .random(in: -1 ... 9, using: &random), rows: .random(in: -1 ... 4, using: &random))
      for _ in 0 ..< 12 {
        let column = Int.random(in: -4 ... 12, using: &random)
        let row = Int.random(in: -3 ... 6, using: &random)
        let length = Int.random(in: 0 ... 5, using: &random)
        let text = String((0 ..< length).map { _ in alphabet.randomElement(using: &random) ?? " " })
        let rect = Rect(column: column, row: row, columns: length + 2, rows: 3)
        surface.write(text, column: column, row: row)
        surface.frame(rect, title: StyledText(text))
        surface.mark(rect, .selected)
        surface.draw(surface, in: rect)
      }
      if !surface.isWellFormed { broken.append(surface) }
    }
    #expect(broken.isEmpty)
  }

}

extension Surface {
  /// Every wide character has its right half and no half is alone.
  fileprivate var isWellFormed: Bool {
    (0 ..< rows).allSatisfy { row in
      (0 ..< columns).allSatisfy { column in
        let isWide = self[column, row].character.cellWidth == 2
        return isWide == self[column + 1, row].isContinuation
          && !(column == 0 && self[0, row].isContinuation)
      }
    }
  }
}
