import Canvas
import Debugger
import Panes
import Support
import Testing

@Suite struct WorkbenchTests {

  private let session = Fixture()

  private func workbench(_ columns: Int, _ rows: Int, history: [String] = []) -> Workbench {
    var bench = Workbench(history: history)
    bench.resize(columns: columns, rows: rows)
    return bench
  }

  /// What is drawn fits, and the panes of the layout are where the reader looks for them.
  @Test func drawsEightyByTwentyFour() {
    var bench = workbench(80, 24)
    bench.show(["stopped: step #118"], of: "si")
    let lines = bench.draw(session).lines
    #expect(
      lines[0] == " sluice  resnet18  P 7/9 lower ok  #118/2304  t=18442  [LIVE]    conv2 tile 3/8")
    #expect(lines[1].hasPrefix("┌─[1 PROGRAM]─ ◂ takes ▸ gives a token ─"))
    #expect(lines[1].contains("┐┌─ 2 STATE ─"))
    #expect(lines[6].contains("▶ 118 C ALU MAX"))
    #expect(lines[11].hasPrefix("┌─ 3 SRAM & DMA ─"))
    #expect(Array(lines[17 ... 19]) == ["(sluice) si", "stopped: step #118", "(sluice)"])
    #expect(lines[23].hasPrefix(" j k move  b break  t run to cursor"))
    #expect(lines[23].hasSuffix(": cmd  ? help  q prompt"))
  }

  @Test func drawsTwoHundredByFifty() {
    let lines = workbench(200, 50).draw(session).lines
    let titles = [
      "1 IR", "2 PROGRAM", "3 UNITS & TOKENS", "4 SRAM & DMA", "5 MEMORY", "6 COMMAND",
    ]
    let missing = titles.filter { title in !lines.contains { $0.contains(title) } }
    #expect(missing.isEmpty)
    #expect(lines.allSatisfy { $0.cellWidth <= 200 } && lines.count == 50)
  }

  @Test(arguments: [(59, 24), (80, 15), (60, 16), (79, 23), (80, 24), (100, 30)])
  func sizesHaveTheirLayouts(_ columns: Int, _ rows: Int) {
    let text = workbench(columns, rows).draw(session).description
    let isSmall = columns < 60 || rows < 16
    #expect(text.contains("terminal too small") == isSmall)
    #expect(text.contains("STATE") == !(isSmall || columns >= 100))
  }

  /// Every key is a command line or stays inside of the screen.
  @Test(arguments: [
    (KeyPress.character("i"), Request.perform("si")), (.character("I"), .perform("rsi")),
    (.character("c"), .perform("c")), (.character("C"), .perform("rc")),
    (.character("b"), .perform("break #118")), (.character("q"), .leave),
    (.control("l"), .repaint), (.tab, .redraw), (.function(2), .redraw),
  ])
  func keysAreCommands(_ key: KeyPress, _ request: Request) {
    var bench = workbench(80, 24)
    #expect(bench.handle(key, in: session) == request)
  }

  @Test func commandLineEditsAndRecalls() {
    var bench = workbench(80, 24, history: ["load a", "step 7"])
    let keys: [KeyPress] =
      [.character(":")] + "info unitz".map { .character($0) } + [.backspace, .character("s")]
    for key in keys { _ = bench.handle(key, in: session) }
    #expect(bench.draw(session).description.contains("(sluice) info units"))
    #expect(bench.cursor?.column == 19)
    #expect(bench.handle(.tab, in: session) == .complete(line: "info units", cursor: 10))
    #expect(bench.handle(.enter, in: session) == .perform("info units"))
    let recall: [KeyPress] = [.character(":"), .control("r"), .character("a"), .character("d")]
    for key in recall { _ = bench.handle(key, in: session) }
    #expect(bench.draw(session).description.contains("(history `ad`) load a"))
    #expect(bench.handle(.enter, in: session) == .perform("load a"))
    #expect(bench.cursor == nil)
    #expect(bench.history == ["load a", "step 7", "info units", "load a"])
  }

  @Test func completionGrowsTheWordOrLists() {
    var bench = workbench(80, 24)
    for key in ":in".map(KeyPress.character) { _ = bench.handle(key, in: session) }
    bench.take(Completion(replacing: 2, with: ["info", "inform"]))
    #expect(bench.draw(session).description.contains("(sluice) info\n"))
    bench.take(Completion(replacing: 4, with: ["info", "inform"]))
    #expect(bench.draw(session).description.contains("info  inform\n(sluice) info\n"))
    bench.take(Completion(replacing: 4, with: ["inform"]))
    #expect(bench.cursor?.column == 16)
  }

  @Test func copyingNeedsTheUsersLeave() {
    var bench = workbench(80, 24)
    #expect(bench.handle(.character("y"), in: session) == .redraw)
    #expect(bench.draw(session).lines[23].contains("`set clipboard osc52`"))
    var open = session
    open.allowsClipboard = true
    #expect(bench.handle(.character("y"), in: open) == .copy("#118 ALU MAX imm 0 o14"))
  }

  /// A line that is longer than the pane is shown where its cursor is.
  @Test func longLinesMoveUnderTheCursor() {
    var bench = workbench(80, 24)
    let text = String(repeating: "a", count: 100) + "END"
    for key in ":\(text)".map(KeyPress.character) { _ = bench.handle(key, in: session) }
    #expect(bench.draw(session).description.contains("END") && bench.cursor?.column == 79)
    _ = bench.handle(.home, in: session)
    #expect(!bench.draw(session).description.contains("END") && bench.cursor?.column == 9)
  }

  /// What is shown of a line of wide characters ends at the cursor, at every width.
  @Test func wideLinesFitTheirPane() {
    for columns in 60 ... 71 {
      var bench = workbench(columns, 24)
      let text = "ab" + String(repeating: "漢", count: 60) + "x"
      for key in ":\(text)".map(KeyPress.character) { _ = bench.handle(key, in: session) }
      let line = bench.draw(session).lines.last { $0.hasPrefix("(sluice) ") }
      #expect(line?.hasSuffix("漢x") == true && line?.cellWidth ?? 0 <= columns)
      #expect(bench.cursor?.column == line?.cellWidth)
    }
  }

  @Test func searchFindsForwardAndBack() {
    var bench = workbench(80, 24)
    let keys = "/#400".map(KeyPress.character) + [.enter]
    for key in keys { _ = bench.handle(key, in: session) }
    #expect(bench.handle(.character("t"), in: session) == .perform("until #400"))
    for key in "/nowhere".map(KeyPress.character) + [.enter] { _ = bench.handle(key, in: session) }
    #expect(bench.draw(session).lines[23] == " `nowhere` is not in PROGRAM")
  }

  @Test func helpListsEveryKeyAndPane() {
    var bench = workbench(100, 50)
    _ = bench.handle(.character("?"), in: session)
    var seen = bench.draw(session).description
    for _ in 0 ..< 4 {
      _ = bench.handle(.pageDown, in: session)
      seen += bench.draw(session).description
    }
    let missing = allPanes.filter { !seen.contains($0.summary) }.map { $0.title }
    #expect(missing.isEmpty && seen.contains("S-Tab") && seen.contains("rsi"))
    _ = bench.handle(.escape, in: session)
    #expect(!bench.draw(session).description.contains("HELP"))
  }

  @Test func playingAsksForStepsUntilItFails() {
    var bench = workbench(80, 24)
    #expect(bench.patience == nil)
    _ = bench.handle(.character(" "), in: session)
    #expect(bench.patience == 500 && bench.tick() == .perform("si"))
    bench.show([], of: "si", failed: true)
    #expect(bench.patience == nil)
  }

  @Test func mouseMovesTheFocusAndTheCursor() {
    var bench = workbench(80, 24)
    let press = KeyPress.mouse(MousePress(.press, column: 5, row: 3))
    _ = bench.handle(press, in: session)
    #expect(bench.handle(.character("t"), in: session) == .perform("until #115"))
    _ = bench.handle(.mouse(MousePress(.press, column: 60, row: 3)), in: session)
    #expect(bench.draw(session).lines[1].contains("[2 STATE]"))
  }

  /// With colours gone, the marks and words are still there.
  @Test func statesAreNotToldByColorAlone() {
    let text = workbench(80, 24).draw(session).inASCII.description
    let missing = ["> 118", "B  117", "!  121", "WAIT", "RUN", "IDLE"].filter { !text.contains($0) }
    #expect(missing.isEmpty && text.allSatisfy { $0.isASCII })
  }

}

@Suite struct RobustnessTests {

  private static let keys: [KeyPress] =
    "sSnNiIoOcCfFrtbwxvegGjkhludDm'/:?q,.()+-[]z1234567<> é".map(KeyPress.character) + [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .escape, .tab, .backTab,
      .backspace, .delete, .insert, .function(1), .function(2), .control("r"), .control("n"),
      .control("p"), .control("w"), .control("u"), .control("k"), .control("x"), .control("l"),
    ]

  /// At any size, with and without anything to show, drawing neither traps nor leaves the grid.
  @Test func anySizeDraws() {
    var empty = Fixture(next: nil, count: 0, hasMachine: false)
    empty.stops = []
    var wrong: [String] = []
    for columns in (1 ... 120).filter({ $0 < 4 || $0 % 11 == 3 || (58 ... 61).contains($0) }) {
      for rows in (1 ... 40).filter({ $0 < 4 || $0 % 7 == 1 || $0 == 24 }) {
        for session in [Fixture(), empty] {
          var bench = Workbench()
          bench.resize(columns: columns, rows: rows)
          let surface = bench.draw(session)
          let isGood =
            surface.columns == columns && surface.rows == rows
            && surface.lines.allSatisfy { $0.cellWidth <= columns }
          if !isGood { wrong.append("\(columns)×\(rows)") }
        }
      }
    }
    #expect(wrong.isEmpty)
  }

  /// Every pane alone, on grids that are far too small for it.
  @Test func everyPaneDrawsOnAnyGrid() {
    var cells = 0
    for pane in allPanes {
      for columns in 0 ... 24 {
        for rows in 0 ... 6 {
          var surface = Surface(columns: columns, rows: rows)
          pane.init().draw(Fixture(), on: &surface)
          cells += surface.cells.count
        }
      }
    }
    #expect(cells == allPanes.count * 300 * 21)
  }

  @Test(arguments: [1, 2, 3, 4]) func randomKeysDoNotTrap(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var bench = Workbench(history: ["info units"])
    var drawn = 0
    for _ in 0 ..< 500 {
      var key = Self.keys.randomElement(using: &random) ?? .enter
      if Int.random(in: 0 ..< 20, using: &random) == 0 {
        key = .mouse(
          MousePress(
            .press, column: .random(in: -1 ... 130, using: &random),
            row: .random(in: -1 ... 45, using: &random)))
      }
      let session = Fixture(next: Bool.random(using: &random) ? 2303 : nil)
      switch bench.handle(key, in: session) {
      case .perform(let line): bench.show(["done"], of: line)
      case .compose(let text): bench.compose(text)
      case .complete: bench.take(Completion(replacing: 1, with: ["abc", "abd"]))
      default: break
      }
      if Int.random(in: 0 ..< 10, using: &random) == 0 {
        bench.resize(
          columns: .random(in: 0 ... 130, using: &random),
          rows: .random(in: 0 ... 45, using: &random))
      }
      if Int.random(in: 0 ..< 8, using: &random) == 0 {
        drawn += bench.draw(session).lines.count
      }
      _ = bench.cursor
    }
    #expect(drawn > 0)
  }

}
