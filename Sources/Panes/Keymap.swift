public import Canvas

/// What each key does when the focused pane does not take it.
public struct Keymap: Sendable {

  /// One key and what it is for, with the words that help has for it.
  public struct Binding: Sendable {

    public let key: KeyPress
    public let action: Action
    public let summary: String

    init(_ key: KeyPress, _ action: Action, _ summary: String) {
      self.key = key
      self.action = action
      self.summary = summary
    }

    init(_ key: Character, _ command: String, _ summary: String) {
      self.init(.character(key), .perform(command), summary)
    }

  }

  public let bindings: [Binding]

  private let actions: [KeyPress: Action]

  init(_ bindings: [Binding]) {
    self.bindings = bindings
    actions = Dictionary(bindings.map { ($0.key, $0.action) }) { first, _ in first }
  }

  public subscript(key: KeyPress) -> Action? { actions[key] }

  /// The keys of gdb's single-key mode, with capitals for the way back.
  public static let gdb = Keymap(running + looking + moving)

  private static let running: [Binding] = [
    Binding("s", "s", "step one operation"), Binding("S", "rs", "step one operation back"),
    Binding("n", "n", "next operation"), Binding("N", "rn", "next operation back"),
    Binding("i", "si", "step one instruction"), Binding("I", "rsi", "one instruction back"),
    Binding("o", "ni", "next instruction of this unit"),
    Binding("O", "rni", "the same, back"),
    Binding("c", "c", "continue"), Binding("C", "rc", "continue backwards"),
    Binding("f", "fin", "finish the tile"), Binding("F", "rfin", "finish backwards"),
    Binding("r", "run", "run"),
    Binding(.character(" "), .autoplay, "step by itself, on and off"),
    Binding(.character("<"), .autoplaySpeed(faster: false), "slower"),
    Binding(.character(">"), .autoplaySpeed(faster: true), "faster"),
    Binding(.character("t"), .forward(ProgramPane.title), "run to the cursor"),
    Binding(.character("b"), .forward(ProgramPane.title), "breakpoint at the cursor"),
    Binding("B", "info breakpoints", "list breakpoints"),
  ]

  private static let looking: [Binding] = [
    Binding(.character("u"), .forward(ListingPane.title), "show the program a level up"),
    Binding(.character("d"), .forward(ListingPane.title), "show the program a level down"),
    Binding("D", "diff", "what the last pass changed"),
    Binding(.character("m"), .compose("mark "), "give this point in time a name"),
    Binding(.character("'"), .compose("goto "), "go to a mark, an instruction or a time"),
    Binding(.character("w"), .forward(MemoryPane.title), "watch the element under the cursor"),
    Binding(.character("x"), .forward(MemoryPane.title), "format of memory"),
    Binding(.character("v"), .forward(MemoryPane.title), "was→now or now"),
    Binding(.character("y"), .copy, "copy what is under the cursor"),
    Binding(.character("/"), .search, "find in the pane"),
    Binding(.control("n"), .searchAgain(forward: true), "find the next"),
    Binding(.control("p"), .searchAgain(forward: false), "find the one before"),
  ]

  private static let moving: [Binding] =
    (1 ... 7).map { number in
      Binding(.character(Character("\(number)")), .focus(number), "pane \(number); again zooms")
    } + [
      Binding(.tab, .nextPane, "next pane"), Binding(.backTab, .previousPane, "previous pane"),
      Binding(.character("z"), .zoom, "zoom the pane"),
      Binding(.function(2), .nextLayout, "next layout"),
      Binding(.character("+"), .grow(1, across: true), "wider"),
      Binding(.character("-"), .grow(-1, across: true), "narrower"),
      Binding(.character("]"), .grow(1, across: false), "taller"),
      Binding(.character("["), .grow(-1, across: false), "flatter"),
      Binding(.character(":"), .compose(""), "command line"),
      Binding(.character("?"), .help, "help"), Binding(.function(1), .help, "help"),
      Binding(.control("l"), .repaint, "draw anew"),
      Binding(.character("q"), .leave, "back to the prompt"),
      Binding(.escape, .escape, "leave the zoom; the cursor follows what runs again"),
    ]

}
