import Canvas
import Commands
import Debugger
import Panes
import Support

/// Keys, the mouse and sizes for the full screen, over a session that runs what they ask for.
///
/// An input is a text of a line for each event; its first line names the scene.
struct KeyArea: Area {

  static let name = "keys"
  static let summary = "keys, mouse and sizes of the full screen"
  static let grain = Grain.text

  private var bench = Bench()
  private let maker = ScriptMaker()
  private var folder: WorkFolder

  init(_ corpus: Corpus) throws {
    folder = WorkFolder(samples: "\(corpus.root)/samples")
  }

  func input(_ dice: inout Dice) -> [UInt8] {
    var lines = ["# \(dice.pick(Bench.scenes).name)", size(&dice)]
    for _ in 0 ... dice.below(24) {
      switch dice.below(12) {
      case 0: lines.append(size(&dice))
      case 1: lines.append(mouse(&dice))
      case 2: lines.append("timeout")
      case 3: lines += typed(dice.pick([":", "/", "'", "m"]) + line(&dice)) + ["enter"]
      case 4: lines += typed(":" + String(line(&dice).prefix(6))) + ["tab"]
      default: lines += typed(dice.pick(Self.keys))
      }
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// A command line; few are as long as somebody pastes by mistake.
  private func line(_ dice: inout Dice) -> String {
    String((maker.script(&dice).first ?? "").prefix(dice.pick([40, 40, 40, 300, 4000])))
  }

  private func typed(_ text: String) -> [String] {
    text.count > 1 && Self.named[text] != nil ? [text] : text.map { "type \($0)" }
  }

  private func size(_ dice: inout Dice) -> String {
    let most = dice.pick([4, 40, 100, 250])
    return "size \(dice.below(most)) \(dice.below(most / 2 + 1))"
  }

  private func mouse(_ dice: inout Dice) -> String {
    let action = dice.pick(["press", "up", "down"])
    let far = dice.chance(1, in: 12)
    return
      "mouse \(action) \(far ? dice.edge() : dice.number(-2 ... 130)) \(dice.number(-2 ... 50))"
  }

  private static let named: [String: KeyPress] = [
    "up": .up, "down": .down, "left": .left, "right": .right, "home": .home, "end": .end,
    "page-up": .pageUp, "page-down": .pageDown, "enter": .enter, "escape": .escape, "tab": .tab,
    "back-tab": .backTab, "backspace": .backspace, "delete": .delete, "insert": .insert,
    "f1": .function(1), "f2": .function(2), "f12": .function(12),
    "c-a": .control("a"), "c-k": .control("k"), "c-l": .control("l"), "c-n": .control("n"),
    "c-p": .control("p"), "c-r": .control("r"), "c-u": .control("u"), "c-w": .control("w"),
    "c-x": .control("x"),
  ]

  private static let keys =
    named.keys.sorted()
    + "sSnNiIoOcCfFrtbBuUdDm'wxvyegGjkhlz1234567+-[]?<> :/qé漢".map { String($0) }

  mutating func prepare(for input: [UInt8]) {
    folder.remember()
    let first = input.prefix { $0 != UInt8(ascii: "\n") }
    _ = try? bench.interpreter(in: Bench.scene(named: String(decoding: first, as: UTF8.self)))
  }

  mutating func run(_ input: [UInt8]) -> Verdict {
    let lines = String(decoding: input, as: UTF8.self).split(separator: "\n").map(String.init)
    guard let interpreter = try? bench.interpreter(in: Bench.scene(named: lines.first)) else {
      return .broken("the scene cannot be made")
    }
    defer { folder.restore() }
    let display = PressedKeys(lines.dropFirst().compactMap(Self.event))
    var engine = JudgedEngine(interpreter)
    var workbench = Workbench(history: ["info units", "load nowhere"])
    let end = workbench.run(on: display, with: &engine)
    if let problem = engine.problem ?? display.problem { return .broken(problem) }
    return end == .terminated ? .accepted : .refused
  }

  private static func event(_ line: String) -> PressedKeys.Event? {
    let words = line.split(separator: " ").map(String.init)
    let numbers = words.compactMap { Int($0) }
    switch words.first ?? "" {
    case "size" where numbers.count == 2: return .size(numbers[0], numbers[1])
    case "timeout": return .event(.timeout)
    case "type": return .event(.key(.character(line.dropFirst(5).first ?? " ")))
    case "mouse" where numbers.count == 2:
      let action: MousePress.Action =
        words[1] == "press" ? .press : words[1] == "up" ? .wheelUp : .wheelDown
      return .event(.key(.mouse(MousePress(action, column: numbers[0], row: numbers[1]))))
    case let name: return named[name].map { .event(.key($0)) }
    }
  }

}

/// A display on which what is given to it is pressed.
private final class PressedKeys: Display {

  enum Event {
    case size(Int, Int)
    case event(DisplayEvent)
  }

  private(set) var columns = 80
  private(set) var rows = 24
  private var events: ArraySlice<Event>

  /// What was drawn that does not fit.
  private(set) var problem: String?

  init(_ events: [Event]) { self.events = events[...] }

  func show(_ surface: Surface, cursor: (column: Int, row: Int)?) {
    if surface.columns != columns || surface.rows != rows {
      problem = problem ?? "\(surface.columns)x\(surface.rows) are drawn on \(columns)x\(rows)"
    }
    if let wide = surface.lines.first(where: { $0.cellWidth > columns }) {
      problem = problem ?? "a line is \(wide.cellWidth) cells wide on \(columns) columns"
    }
    if let cursor, columns > 0, rows > 0,
      !surface.bounds.contains(column: cursor.column, row: cursor.row)
    {
      problem = problem ?? "the cursor is at \(cursor.column), \(cursor.row) on \(columns)x\(rows)"
    }
  }

  func next(milliseconds: Int?) -> DisplayEvent {
    switch events.popFirst() {
    case .size(let columns, let rows):
      (self.columns, self.rows) = (columns, rows)
      return .resize
    case .event(let event): return event
    case nil: return .terminated
    }
  }

  func invalidate() {}
  func copy(_ text: String) {}

}

/// An engine that runs lines as the program does, and looks at every answer.
private struct JudgedEngine: Engine {

  private var interpreter: Interpreter
  private let judge = Judge(patience: .seconds(3))
  private(set) var problem: String?

  init(_ start: Interpreter) {
    interpreter = start
    judge.watch(&interpreter)
  }

  var inspected: any Inspection { interpreter.session }

  func completion(of line: String, at cursor: Int) -> Completion {
    interpreter.completion(of: line, at: cursor)
  }

  mutating func answer(_ line: String) -> Answer {
    let reply = interpreter.perform(ScriptMaker.harmless(line))
    problem = problem ?? judge.problem(reply).map { "`\(line)`: \($0)" } ?? judge.found
    var answer = Answer(
      reply.lines + reply.diagnostics.flatMap(\.styledLines), isFailure: reply.failure != nil)
    switch reply.request {
    case .quit(let code): answer.exitCode = code
    case .clear: answer.clears = true
    case .screen, nil: break
    }
    return answer
  }

}
