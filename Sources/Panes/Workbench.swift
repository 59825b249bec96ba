public import Canvas
public import Debugger

/// The full-screen view: which panes there are, where they are and which of them has the keys.
///
/// It knows no terminal, and it changes nothing of the session: it asks for command lines.
public struct Workbench: Sendable {

  /// - Units: cells
  private(set) var columns = 80
  private(set) var rows = 24

  private(set) var command: CommandPane
  private var others: [String: any Pane]

  private var layouts: [SizeClass: [Layout]] = [.full: allLayouts, .small: smallLayouts]

  /// The layout that the user chose; nil while what there is to see decides.
  private var chosenLayout: Int?

  /// Whether there are instructions to look at.
  private var hasInstructions = true

  /// The title of the pane that has the keys.
  private(set) var focus = ProgramPane.title
  private(set) var isZoomed = false

  /// The first line of help that is shown, while it is.
  private(set) var helpLine: Int?

  /// What is being searched for, while it is typed.
  private(set) var search: LineBuffer?
  private var lastSearch = ""

  /// What the last key came to where that is not seen otherwise.
  private(set) var notice = ""

  private var hasPrefix = false

  /// How fast it steps by itself.
  private var speed = 3
  private(set) var isPlaying = false

  /// - Units: steps per second; at no place does anything flash more often than three times.
  private static let speeds = [0.2, 0.5, 1, 2, 3]

  let keymap = Keymap.gdb

  /// - Parameter history: the lines typed before, oldest first.
  public init(history: [String] = []) {
    command = CommandPane(history: history)
    others = Dictionary(
      uniqueKeysWithValues: allPanes.filter { $0.title != CommandPane.title }
        .map { ($0.title, $0.init()) })
  }

  /// The screen has this size from now on.
  public mutating func resize(columns: Int, rows: Int) {
    guard columns != self.columns || rows != self.rows else { return }
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    isPlaying = false
    keepFocusVisible()
  }

  /// How long to wait for a key before `tick`; nil for ever.
  /// - Units: milliseconds
  public var patience: Int? { isPlaying ? Int(1000 / Self.speeds[speed]) : nil }

  var stepsPerSecond: Double { Self.speeds[speed] }

  /// The time of `patience` is over.
  public func tick() -> Request { isPlaying ? .perform("si") : .redraw }

  /// Stops what goes on by itself.
  public mutating func interrupt() { isPlaying = false }

  /// Stops stepping by itself at a breakpoint and where nothing is left to run.
  mutating func pauseWhereItStops(_ session: any Inspection) {
    guard isPlaying else { return }
    let next = session.nextInstruction
    let isAtStop = session.stops.contains { $0.instruction == next && $0.isEnabled }
    guard next == nil || isAtStop else { return }
    isPlaying = false
    notice = next.map { "paused at the breakpoint at #\($0); Space goes on" } ?? "the end"
  }

  /// Shows that `line` ran and what it printed; `failed` stops stepping by itself.
  public mutating func show(_ output: [StyledText], of line: String, failed: Bool = false) {
    command.record(line, output)
    if failed { isPlaying = false }
    for title in others.keys { others[title]?.follow() }
  }

  /// Forgets what commands printed.
  public mutating func clear() { command.clear() }

  /// The answer to `Request.complete`.
  public mutating func take(_ completion: Completion) { command.take(completion) }

  /// The lines typed here and before, oldest first.
  public var history: [String] { command.line.history }

  var sizeClass: SizeClass { SizeClass(columns: columns, rows: rows) }

  /// The layout that is shown; nil where one pane at a time is.
  var layout: Layout? {
    layouts[sizeClass].map { $0[layoutIndex] }
  }

  /// The place of the layout among those of this size: the one for passes while there is nothing
  /// to run, unless the user chose one.
  private var layoutIndex: Int {
    guard let own = layouts[sizeClass] else { return 0 }
    if let chosenLayout { return chosenLayout % own.count }
    return hasInstructions ? 0 : own.firstIndex { $0.name == "compile" } ?? 0
  }

  /// Heeds what there is to see.
  mutating func adapt(to session: any Inspection) {
    let had = hasInstructions
    hasInstructions = session.headline.instructionCount > 0
    guard had != hasInstructions, chosenLayout == nil else { return }
    if focus == ProgramPane.title || focus == ListingPane.title {
      focus = hasInstructions ? ProgramPane.title : ListingPane.title
    }
    keepFocusVisible()
  }

  /// The titles of the panes that can have the keys, in reading order.
  var titles: [String] { layout?.split.contents ?? singlePanes }

  func pane(_ title: String) -> (any Pane)? {
    title == CommandPane.title ? command : others[title]
  }

  private mutating func keepFocusVisible() {
    if !titles.contains(focus) {
      focus = titles.contains(ProgramPane.title) ? ProgramPane.title : titles.first ?? focus
    }
  }

  // MARK: Keys

  /// Does what `key` is for.
  public mutating func handle(_ key: KeyPress, in session: any Inspection) -> Request {
    notice = ""
    if helpLine != nil { return handleHelp(key) }
    if search != nil { return handleSearch(key, in: session) }
    if command.isTyping { return command.type(key) ?? .redraw }
    if hasPrefix {
      hasPrefix = false
      return key == .character("a") || key == .control("a") ? .leave : .redraw
    }
    if case .mouse(let mouse) = key { return handle(mouse, in: session) }
    if let request = give(key, to: focus, in: session) { return request }
    switch key {
    case .control("x"):
      hasPrefix = true
      return .redraw
    default:
      guard let action = keymap[key] else {
        notice = "\(key) does nothing here; ? shows what does"
        return .redraw
      }
      return perform(action, key, in: session)
    }
  }

  private mutating func give(_ key: KeyPress, to title: String, in session: any Inspection)
    -> Request?
  {
    let size = Rect(columns: inside(of: title).columns, rows: inside(of: title).rows)
    if title == CommandPane.title { return command.handle(key, in: session, size: size) }
    return others[title]?.handle(key, in: session, size: size)
  }

  private mutating func handle(_ mouse: MousePress, in session: any Inspection) -> Request {
    guard
      let place = places.first(where: { $0.rect.contains(column: mouse.column, row: mouse.row) })
    else { return .redraw }
    if mouse.action == .press { focus = place.content }
    let inside = inside(of: place.content)
    guard inside.contains(column: mouse.column, row: mouse.row) else { return .redraw }
    let local = MousePress(
      mouse.action, column: mouse.column - inside.column, row: mouse.row - inside.row)
    return give(.mouse(local), to: place.content, in: session) ?? .redraw
  }

  private mutating func perform(_ action: Action, _ key: KeyPress, in session: any Inspection)
    -> Request
  {
    switch action {
    case .perform(let line): return .perform(line)
    case .compose(let text): command.open(text)
    case .forward(let title):
      guard titles.contains(title) else {
        notice = "\(key) is for \(title), which another layout shows; F2 changes it"
        return .redraw
      }
      return give(key, to: title, in: session) ?? .redraw
    case .focus(let number): focusPane(number)
    case .nextPane: moveFocus(1)
    case .previousPane: moveFocus(-1)
    case .zoom: isZoomed.toggle()
    case .nextLayout:
      chosenLayout = layoutIndex + 1
      isZoomed = false
      keepFocusVisible()
    case .grow(let amount, let across):
      let index = layoutIndex
      layouts[sizeClass]?[index].split.grow(focus, along: across ? .across : .down, by: amount)
    case .search: search = LineBuffer()
    case .searchAgain(let forward): find(forward: forward, in: session)
    case .help: helpLine = 0
    case .escape: isZoomed = false
    case .copy: return copySelection(session)
    case .repaint: return .repaint
    case .leave: return .leave
    case .autoplay: isPlaying.toggle()
    case .autoplaySpeed(let faster):
      speed = min(max(0, speed + (faster ? 1 : -1)), Self.speeds.count - 1)
      notice = "\(stepsPerSecond) steps per second"
    }
    return .redraw
  }

  /// Opens the command line with `text`.
  public mutating func compose(_ text: String) { command.open(text) }

  private mutating func copySelection(_ session: any Inspection) -> Request {
    guard let text = pane(focus)?.selection(session), !text.isEmpty else {
      notice = "there is nothing to copy in \(focus)"
      return .redraw
    }
    guard session.allowsClipboard else {
      notice = "`set clipboard osc52` lets the terminal take what is copied"
      return .redraw
    }
    notice = "copied: \(text)"
    return .copy(text)
  }

  private mutating func focusPane(_ number: Int) {
    guard titles.indices.contains(number - 1) else {
      notice = "there is no pane \(number)"
      return
    }
    let title = titles[number - 1]
    isZoomed = title == focus ? !isZoomed : false
    focus = title
  }

  private mutating func moveFocus(_ step: Int) {
    let index = titles.firstIndex(of: focus) ?? 0
    focus = titles[(index + step + titles.count) % titles.count]
  }

  private mutating func handleHelp(_ key: KeyPress) -> Request {
    let line = helpLine ?? 0
    let page = max(1, rows - 4)
    let last = max(0, helpText.count - page)
    switch key {
    case .up, .character("k"): helpLine = max(0, line - 1)
    case .down, .character("j"): helpLine = min(line + 1, last)
    case .pageUp: helpLine = max(0, line - page)
    case .pageDown, .character(" "): helpLine = min(line + page, last)
    default: helpLine = nil
    }
    return .redraw
  }

  private mutating func handleSearch(_ key: KeyPress, in session: any Inspection) -> Request {
    switch search?.handle(key) {
    case .submitted(let text):
      search = nil
      if !text.isEmpty { lastSearch = text }
      find(forward: true, in: session)
    case .cancelled: search = nil
    default: break
    }
    return .redraw
  }

  private mutating func find(forward: Bool, in session: any Inspection) {
    guard !lastSearch.isEmpty else { return }
    let isFound =
      focus == CommandPane.title
      ? command.search(lastSearch, forward: forward, in: session)
      : others[focus]?.search(lastSearch, forward: forward, in: session) ?? false
    if !isFound { notice = "`\(lastSearch)` is not in \(focus)" }
  }

}
