import Canvas
import Debugger
import Panes
import Support
import Testing

@Suite struct RunningTests {

  /// A display that presses the keys that it was made with, then ends.
  private final class Script: Display {

    let columns = 80
    let rows = 24
    private var events: [DisplayEvent]
    private(set) var shown: [Surface] = []
    private(set) var copied: [String] = []

    init(_ keys: [KeyPress]) { events = keys.map { .key($0) } }

    func show(_ surface: Surface, cursor: (column: Int, row: Int)?) { shown.append(surface) }
    func next(milliseconds: Int?) -> DisplayEvent {
      if milliseconds != nil { return .timeout }
      return events.isEmpty ? .terminated : events.removeFirst()
    }
    func invalidate() {}
    func copy(_ text: String) { copied.append(text) }

  }

  /// An engine that keeps the lines that it was given; `si` and `rsi` move its session.
  private struct Recorder: Engine {

    var session = Fixture()
    var lines: [String] = []

    var inspected: any Inspection { session }

    func completion(of line: String, at cursor: Int) -> Completion {
      Completion(replacing: 2, with: ["info"])
    }

    mutating func answer(_ line: String) -> Answer {
      lines.append(line)
      switch line {
      case "si": session.next = (session.next ?? 0) + 1
      case "rsi": session.next = (session.next ?? 0) - 1
      case "load": session = Fixture()
      case "quit": return Answer([], exitCode: 3)
      default: return Answer(["error"], isFailure: true)
      }
      return Answer(["stopped: step #\(session.next ?? 0)"])
    }

  }

  private func run(_ keys: [KeyPress]) -> (Workbench.End, Recorder, [Surface]) {
    var bench = Workbench()
    var engine = Recorder()
    let display = Script(keys)
    let end = bench.run(on: display, with: &engine)
    return (end, engine, display.shown)
  }

  @Test func keysRunCommandsAndShowThem() {
    let (end, engine, shown) = run("iiI:quit".map(KeyPress.character) + [.enter])
    #expect(end == .exit(3))
    #expect(engine.lines == ["si", "si", "rsi", "quit"])
    #expect(
      shown[2].lines[17 ... 20] == [
        "(sluice) si", "stopped: step #119", "(sluice) si", "stopped: step #120",
      ])
    #expect(shown[3].lines[0].contains("#119/2304"))
  }

  /// Passes and their program come first while there is nothing to run.
  @Test func theLayoutFollowsWhatThereIs() {
    var bench = Workbench()
    var engine = Recorder()
    engine.session = Fixture(next: nil, count: 0, hasMachine: false)
    let display = Script(":load".map(KeyPress.character) + [.enter])
    _ = bench.run(on: display, with: &engine)
    #expect(display.shown.first?.lines[1].hasPrefix("┌─[1 IR]") == true)
    #expect(display.shown.last?.lines[1].hasPrefix("┌─[1 PROGRAM]") == true)
  }

  @Test func playingPausesAtABreakpoint() {
    var bench = Workbench()
    var engine = Recorder()
    engine.session.next = 114
    let display = Script([.character(" ")])
    _ = bench.run(on: display, with: &engine)
    #expect(engine.lines == ["si", "si", "si"])
    #expect(display.shown.last?.lines[23] == " paused at the breakpoint at #117; Space goes on")
  }

  @Test func completionIsAsked() {
    let (_, engine, _) = run(":in".map(KeyPress.character) + [.tab, .enter, .character("q")])
    #expect(engine.lines == ["info "])
  }

  @Test func leavingAndEndingAreTold() {
    #expect(run([.character("q"), .character("i")]).0 == .prompt)
    #expect(run([.control("x"), .character("a")]).0 == .prompt)
    #expect(run([]).0 == .terminated)
  }

  /// The lines of a session full of keys do the same without the keys.
  @Test(arguments: [1, 2, 3]) func keysAreCommands(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let keys = (0 ..< 100).map { _ in
      KeyPress.character("iIiIbtjkcnz2".randomElement(using: &random) ?? "i")
    }
    let (_, engine, _) = run(keys)
    var replay = Recorder()
    for line in engine.lines { _ = replay.answer(line) }
    #expect(replay.session.next == engine.session.next && !engine.lines.isEmpty)
  }

}
