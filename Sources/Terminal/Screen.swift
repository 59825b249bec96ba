import CNcurses
import CTerminalShims
public import Canvas
import Glibc

/// The whole terminal as a grid, until it is closed.
@safe
public final class Screen: Display {

  private let handle: OpaquePointer
  private let theme: Theme
  private let isASCII: Bool
  private let isMouseOn: Bool
  private let owner = pthread_self()
  private var pairs: [ColorPair: Int32] = [:]
  private var shown: Surface?

  private struct ColorPair: Hashable {
    let foreground: Color?
    let background: Color?
  }

  public private(set) var columns = 0
  public private(set) var rows = 0

  /// Takes over the terminal that is standard input and output.
  /// - Parameter depth: no more colours than these are used.
  /// - Parameter isASCII: draw with ASCII alone.
  public init(
    depth: ColorDepth, isASCII: Bool, isWanted: Bool = true, mouse: Bool = true
  ) throws(ScreenRefusal) {
    guard isWanted else { throw .notWanted }
    guard isatty(0) == 1, isatty(1) == 1 else { throw .notATerminal }
    let environment = Environment.current
    let name = environment["TERM"] ?? ""
    guard !environment.isDumb, ct_terminal_has_cursor_addressing(),
      let handle = unsafe newterm(nil, ct_stdout(), ct_stdin())
    else { throw .noCursorAddressing(name) }
    unsafe self.handle = handle
    self.isASCII = isASCII
    isMouseOn = mouse
    unsafe set_term(handle)
    set_escdelay(25)
    ct_screen_prepare()
    ct_screen_enable_mouse(mouse)
    theme = Theme(min(depth, Self.startColors()))
    curs_set(0)
    ct_signals_hold_stop(true)
    unsafe ct_leave_with(ct_terminal_leave_sequence())
    measure()
  }

  /// Gives the terminal back as it was.
  public func close() {
    ct_screen_enable_mouse(false)
    // A terminal that has only one screen would keep ours behind the prompt.
    ct_screen_erase()
    ct_screen_refresh()
    curs_set(1)
    endwin()
    ct_leave_with(nil)
    unsafe delscreen(handle)
    ct_signals_hold_stop(false)
  }

  private static func startColors() -> ColorDepth {
    guard has_colors(), start_color() == OK else { return .none }
    use_default_colors()
    return ColorDepth(count: Int(ct_screen_colors()))
  }

  private func measure() {
    columns = Int(ct_screen_columns())
    rows = Int(ct_screen_rows())
  }

  /// Shows `surface`, and the cursor at `cursor` where there is one.
  /// - Cost: what changed since the last call is sent to the terminal.
  public func show(_ surface: Surface, cursor: (column: Int, row: Int)?) {
    let drawn = isASCII ? surface.inASCII : surface
    let old = shown?.columns == drawn.columns && shown?.rows == drawn.rows ? shown : nil
    if old == nil { ct_screen_erase() }
    for row in 0 ..< min(drawn.rows, rows) {
      for column in 0 ..< min(drawn.columns, columns) {
        let cell = drawn[column, row]
        if cell.isContinuation || old?[column, row] == cell { continue }
        put(cell, column: column, row: row)
      }
    }
    shown = drawn
    if let cursor {
      move(Int32(cursor.row), Int32(cursor.column))
      curs_set(1)
    } else {
      curs_set(0)
    }
    ct_screen_refresh()
  }

  private func put(_ cell: Cell, column: Int, row: Int) {
    let style = theme[cell.role]
    var attributes = 0
    if style.isBold { attributes |= Int(CT_BOLD.rawValue) }
    if style.isDim { attributes |= Int(CT_DIM.rawValue) }
    if style.isUnderlined { attributes |= Int(CT_UNDERLINE.rawValue) }
    if style.isReversed { attributes |= Int(CT_REVERSE.rawValue) }
    let scalars = cell.character.scalarsOfOneCell
    unsafe scalars.withUnsafeBufferPointer {
      _ = unsafe ct_screen_put(
        Int32(row), Int32(column), $0.baseAddress, Int32($0.count), Int32(attributes),
        pair(of: style))
    }
  }

  /// The number that ncurses knows the colours of `style` by; 0 is the terminal's own.
  private func pair(of style: Style) -> Int32 {
    if style.foreground == nil && style.background == nil { return 0 }
    let colors = ColorPair(foreground: style.foreground, background: style.background)
    if let known = pairs[colors] { return known }
    let number = Int32(pairs.count + 1)
    guard number < ct_screen_pairs() else { return 0 }
    init_extended_pair(
      number, colors.foreground.map { Int32($0.index) } ?? -1,
      colors.background.map { Int32($0.index) } ?? -1)
    pairs[colors] = number
    return number
  }

  /// Draws everything anew with the next `show`.
  public func invalidate() {
    shown = nil
    ct_screen_clear_next()
  }

  public func copy(_ text: String) {
    LineOutput(.output, color: .never, isASCII: false).write(Clipboard.sequence(for: text))
  }

  /// Shows `text` at the left of the last row until the next `show`, while something takes long.
  public func showStatus(_ text: String) {
    guard rows > 0 else { return }
    let row = rows - 1
    let shown = StyledText(" " + text, .warning).padded(to: columns)
    var line = Surface(columns: columns, rows: 1)
    line.write(shown, column: 0, row: 0)
    for column in 0 ..< columns where !line[column, 0].isContinuation {
      put(isASCII ? line.inASCII[column, 0] : line[column, 0], column: column, row: row)
    }
    self.shown = nil
    ct_screen_refresh()
  }

  /// Waits for a key or a signal, or until `milliseconds` are over.
  public func next(milliseconds: Int?) -> DisplayEvent {
    while true {
      // What ncurses has read already does not wake the poll below.
      if let event = pendingEvent() { return event }
      switch ct_signals_wait(0, milliseconds.map { Int32(clamping: $0) } ?? -1) {
      case 0: return .timeout
      case 1:
        if let event = pendingEvent() { return event }
        if isHungUp { return .terminated }
      case 2: continue
      default: return .terminated
      }
    }
  }

  private func pendingEvent() -> DisplayEvent? {
    if Signals.termination != nil { return .terminated }
    if Signals.takeInterrupt() { return .interrupt }
    if stopIfAsked() { return .resize }
    if ct_signals_take(SIGCONT) > 0 {
      comeBack()
      return .resize
    }
    if ct_signals_take(SIGWINCH) > 0 {
      fitTerminal()
      return .resize
    }
    return nextKey()
  }

  /// Whether the terminal is gone: it is readable and there is nothing to read.
  private var isHungUp: Bool {
    var polled = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&polled, 1, 0) > 0 && polled.revents & Int16(POLLHUP) != 0
  }

  /// Stops the process where the user pressed ^Z, with the terminal as it was meanwhile.
  ///
  /// What runs for long calls this now and then, from any thread; only that of the screen does it.
  @discardableResult
  public func stopIfAsked() -> Bool {
    guard ct_signals_has(SIGTSTP), pthread_equal(owner, pthread_self()) != 0 else { return false }
    _ = ct_signals_take(SIGTSTP)
    def_prog_mode()
    curs_set(1)
    endwin()
    ct_signals_stop_now()
    _ = ct_signals_take(SIGCONT)
    comeBack()
    return true
  }

  /// Gives the terminal back while `body` prints to it, and then takes it again.
  public func outside(_ body: () -> Void) {
    def_prog_mode()
    curs_set(1)
    endwin()
    ct_signals_hold_stop(false)
    body()
    ct_signals_hold_stop(true)
    comeBack()
  }

  private func comeBack() {
    reset_prog_mode()
    fitTerminal()
    ct_screen_enable_mouse(isMouseOn)
    invalidate()
    ct_screen_refresh()
  }

  private func fitTerminal() {
    var newRows: Int32 = 0
    var newColumns: Int32 = 0
    if unsafe ct_terminal_size(&newRows, &newColumns) { resize_term(newRows, newColumns) }
    measure()
    invalidate()
  }

  private func nextKey() -> DisplayEvent? {
    var code: UInt32 = 0
    while true {
      switch unsafe ct_screen_key(&code) {
      case KEY_CODE_YES:
        if Int32(code) == KEY_RESIZE {
          fitTerminal()
          return .resize
        }
        if let key = Int32(code) == KEY_MOUSE ? mouse() : .key(curses: Int32(code)) {
          return .key(key)
        }
      case OK: if let key = KeyPress(typed: code) { return .key(key) }
      default: return nil
      }
    }
  }

  private func mouse() -> KeyPress? {
    var row: Int32 = 0
    var column: Int32 = 0
    let action: MousePress.Action
    switch ct_mouse_action(rawValue: UInt32(unsafe ct_screen_mouse(&row, &column))) {
    case CT_MOUSE_PRESS: action = .press
    case CT_MOUSE_WHEEL_UP: action = .wheelUp
    case CT_MOUSE_WHEEL_DOWN: action = .wheelDown
    default: return nil
    }
    return .mouse(MousePress(action, column: Int(column), row: Int(row)))
  }

}

// Everything is called from the thread that opened the screen; it is passed on only so that what
// runs for long on that thread can stop when the user says so.
extension Screen: @unchecked Sendable {}

extension Character {

  /// The first scalar that takes cells, and those that join it.
  fileprivate var scalarsOfOneCell: [UInt32] {
    guard let first = unicodeScalars.first else { return [0x20] }
    let joined = unicodeScalars.dropFirst().filter { ct_scalar_width($0.value) == 0 }
    let base = ct_scalar_width(first.value) > 0 ? first.value : 0xfffd
    return [base] + joined.prefix(4).map(\.value)
  }

}
