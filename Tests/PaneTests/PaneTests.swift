import Canvas
import Debugger
import Panes
import Testing

@Suite struct PaneTests {

  private func drawn(_ pane: some Pane, _ columns: Int, _ rows: Int) -> [String] {
    var surface = Surface(columns: columns, rows: rows)
    pane.draw(Fixture(), on: &surface)
    return surface.lines
  }

  @Test func programShowsMarksTokensAndTheNextInstruction() {
    #expect(
      drawn(ProgramPane(), 42, 8) == [
        "   114 S STORE    d:c000 a:000 14x1",
        "   115 L LOAD INP d:3400 s:000 16x14",
        "   116 L LOAD WGT d:9000 s:040 16x1     ▸c",
        "B  117 C GEMM     u[0:18) o14 i1        ◂l",
        " ▶ 118 C ALU MAX  imm 0 o14           ▸l▸s",
        "   119 S STORE    d:c000 a:000 14x1",
        "   120 L LOAD INP d:3400 s:000 16x14",
        "!  121 L LOAD WGT d:9000 s:040 16x1     ▸c",
      ])
  }

  /// Registers are no memories to be filled: what counts is what they hold.
  @Test func registersAreShownByTheirNumbers() {
    var fixture = Fixture()
    fixture.hasRegisters = true
    func lines(_ pane: some Pane, _ columns: Int, _ rows: Int) -> [String] {
      var surface = Surface(columns: columns, rows: rows)
      pane.draw(fixture, on: &surface)
      return surface.lines
    }
    let small = lines(StatePane(), 34, 10)
    #expect(small.contains("outstanding 1/4  stride 64"), "\(small)")
    #expect(small.contains("base 5 6"), "\(small)")
    #expect(lines(StatePane(), 34, 8).last?.hasSuffix("…") == true)
    let large = lines(UnitPane(), 54, 12)
    #expect(large.contains("outstanding 1/4  stride 64  base 5 6"), "\(large)")
    #expect(!lines(SRAMPane(), 88, 7).contains { $0.hasPrefix("STRIDE") || $0.hasPrefix("BASE") })
    #expect(MemoryPane().heading(fixture).hasPrefix("acc "))
  }

  @Test func wideProgramShowsCyclesAndOrigin() {
    #expect(
      drawn(ProgramPane(), 80, 1) == [
        " ▶ 118 C ALU MAX imm 0 o14                                       ▸l▸s  14  conv2"
      ])
  }

  @Test func listingMarksTheCurrentLine() {
    #expect(
      drawn(ListingPane(), 40, 3) == [
        "  42  %41 = gemm(%x, %w)", "▶ 43  %42 = gemm(%x, %w)", "  44  %43 = gemm(%x, %w)",
      ])
  }

  @Test func listingGoesUpAndDownTheLevels() {
    var pane = ListingPane()
    let size = Rect(columns: 40, rows: 3)
    #expect(pane.heading(Fixture()) == "after allocate ─ graph [tile] stream")
    _ = pane.handle(.character("u"), in: Fixture(), size: size)
    #expect(pane.heading(Fixture()) == "after partition ─ [graph] tile stream")
    #expect(drawn(pane, 40, 3).allSatisfy { $0.contains("nn.conv2d") })
    for _ in 0 ..< 5 { _ = pane.handle(.character("d"), in: Fixture(), size: size) }
    #expect(pane.heading(Fixture()) == "after emit ─ graph tile [stream]")
  }

  /// Where there is nothing to show, a pane says what to do.
  @Test func emptyPanesSayWhatToDo() {
    var empty = Fixture(next: nil, count: 0, hasMachine: false)
    empty.stops = []
    let panes: [any Pane] = [ProgramPane(), StatePane(), UnitPane(), SRAMPane(), MemoryPane()]
    let texts = panes.map { pane in
      var surface = Surface(columns: 40, rows: 8)
      pane.draw(empty, on: &surface)
      return surface.description
    }
    #expect(texts.allSatisfy { $0.contains(":apply --all") })
  }

  @Test func programEndsWhereTheRunEnded() {
    var surface = Surface(columns: 42, rows: 3)
    ProgramPane().draw(Fixture(next: nil, count: 103), on: &surface)
    // Nothing is next and nothing tells how far it came: the list begins at its beginning.
    #expect(surface.lines[0].contains("   0 L LOAD"))
    ProgramPane().draw(Fixture(next: nil, count: 103, position: 103), on: &surface)
    #expect(surface.lines[2].contains(" 102 C GEMM"))
  }

  @Test func longOutputIsShownFromItsBeginningAndWrapped() {
    var bench = Workbench()
    bench.resize(columns: 80, rows: 24)
    bench.show((0 ..< 30).map { "line \($0)" }, of: "diff")
    let lines = bench.draw(Fixture()).lines
    #expect(lines[17 ... 18] == ["(sluice) diff", "line 0"])
    #expect(lines[22] == "… 26 more: PgDn in COMMAND")
    bench.show([StyledText("a " + String(repeating: "b", count: 90))], of: "echo")
    #expect(bench.draw(Fixture()).lines[21].hasPrefix("  bbb"))
  }

  @Test func unitsAndTokens() {
    #expect(
      drawn(UnitPane(), 54, 9) == [
        "LOAD     #119   WAIT  g2l",
        "COMPUTE  #118   RUN   row 5/14",
        "STORE           IDLE",
        "",
        "l2g  load▸compute   ○○○○ 0/4",
        "g2l  compute▸load   ○○○○ 0/4  next push #120",
        "g2s  compute▸store  ○○○○ 0/4",
        "s2g  store▸compute  ●○○○ 1/4",
        "",
      ])
  }

  @Test func stateAtAGlance() {
    #expect(
      drawn(StatePane(), 34, 8) == [
        "LOAD    #119   WAIT g2l",
        "COMPUTE #118   RUN  row 5/14",
        "STORE          IDLE",
        "TOK l2g 0[○○○○]    g2l 0[○○○○]",
        "TOK g2s 0[○○○○]    s2g 1[●○○○]",
        "DMA read  idle",
        "DMA write #114  9/14 rows  queue 1",
        "BRK 1 #117 hit 2",
      ])
  }

  @Test func memoriesAndCopies() {
    #expect(
      drawn(SRAMPane(), 88, 7) == [
        "INP    32 KiB ▐████◆◆▓▓          ▌  38% r#117 w#115    acc int32 1×16",
        "ACC   128 KiB ▐████◆◆▓▓          ▌   9% w#118             1*    -97    -90    -83    -76",
        "█ written  ▓ partly  ◆ by the last instruction            2     -66    -59    -52    -45",
        "                                                          3     -35    -28    -21    -14",
        "DMA  read  idle                                           4      -4      3     10     17",
        "DMA  write #114 █████████░░░░░ 9/14 rows  queue 1/8       5      27     34     41     48",
        "                                                          6      58     65     72     79",
      ])
  }

  @Test func memoryStarsWhatChanged() {
    #expect(
      drawn(MemoryPane(), 40, 3) == [
        "          0    1    2    3    4    5", "    0  -128 -121 -114 -107 -100  -93",
        "    1*  -97  -90  -83  -76  -69  -62",
      ])
    var pane = MemoryPane()
    _ = pane.handle(.character("v"), in: Fixture(), size: Rect(columns: 40, rows: 3))
    #expect(drawn(pane, 40, 3).last == "    1* 7→-97   -90   -83   -76   -69")
  }

  @Test func keysAskForCommandLines() {
    var program = ProgramPane()
    let size = Rect(columns: 40, rows: 8)
    let session = Fixture()
    let requests = [KeyPress.up, .character("b"), .down, .character("b"), .character("t")].map {
      program.handle($0, in: session, size: size)
    }
    #expect(
      requests == [
        .redraw, .perform("delete 1"), .redraw, .perform("break #118"), .perform("until #118"),
      ])
    #expect(program.handle(.function(9), in: session, size: size) == nil)
  }

  @Test func memoryKeysNameTheElement() {
    var memory = MemoryPane()
    let size = Rect(columns: 40, rows: 8)
    let requests = "jl.we".map { memory.handle(.character($0), in: Fixture(), size: size) }
    #expect(
      requests == [.redraw, .redraw, .redraw, .perform("watch inp[0]"), nil])
    _ = memory.handle(.escape, in: Fixture(), size: size)
    #expect(memory.handle(.enter, in: Fixture(), size: size) == .perform("blame acc[1][0]"))
  }

  @Test func everyPaneNameIsItsOwn() {
    #expect(Set(allPanes.map { $0.title }).count == allPanes.count)
    #expect(allPanes.allSatisfy { !$0.summary.isEmpty })
  }

}
