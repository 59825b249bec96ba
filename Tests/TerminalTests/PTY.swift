import CVTerm
import Glibc

/// A program in a terminal of its own, whose screen is kept by an emulator.
///
/// One test has one; it never sleeps, it waits for what is to be seen.
@safe
final class PTY {

  private let emulator: OpaquePointer
  private let screen: OpaquePointer
  private let master: Int32
  private let child: pid_t
  private var status: Int32?

  private(set) var rows: Int
  private(set) var columns: Int

  /// Everything that the program wrote.
  private(set) var written: [UInt8] = []

  init?(
    _ path: String, _ arguments: [String] = [], environment: [String: String] = [:],
    rows: Int = 24, columns: Int = 80
  ) {
    guard let emulator = unsafe vterm_new(Int32(rows), Int32(columns)),
      let screen = unsafe vterm_obtain_screen(emulator)
    else { return nil }
    unsafe (self.emulator, self.screen) = (emulator, screen)
    (self.rows, self.columns) = (rows, columns)
    unsafe vterm_set_utf8(emulator, 1)
    unsafe vterm_screen_enable_altscreen(screen, 1)
    unsafe vterm_screen_reset(screen, 1)
    var variables = [
      "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent",
      "SLUICE_HISTORY": "",
    ]
    variables.merge(environment) { $1 }
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    var settings = unsafe variables.map { unsafe strdup("\($0)=\($1)") } + [nil]
    var end: Int32 = -1
    child = unsafe ct_spawn_in_terminal(
      path, &words, &settings, Int32(rows), Int32(columns), &end)
    unsafe (words + settings).forEach { unsafe free($0) }
    master = end
    if child < 0 { return nil }
  }

  deinit {
    if status == nil {
      kill(child, SIGKILL)
      var ignored: Int32 = 0
      unsafe waitpid(child, &ignored, 0)
    }
    close(master)
    unsafe vterm_free(emulator)
  }

  // MARK: What the user does

  func type(_ text: String) { send(Array(text.utf8)) }

  /// Whether the terminal makes a signal of ^C, as it does while a command is carried out: at a prompt
  /// keys are the program's.
  var sendsSignals: Bool {
    var modes = termios()
    guard unsafe tcgetattr(master, &modes) == 0 else { return false }
    return modes.c_lflag & tcflag_t(ISIG | ICANON) == tcflag_t(ISIG | ICANON)
  }

  func control(_ letter: Character) { send([(letter.asciiValue ?? 0) & 31]) }

  func press(_ key: VTermKey, _ modifier: VTermModifier = VTERM_MOD_NONE) {
    unsafe vterm_keyboard_key(emulator, key, modifier)
    sendReplies()
  }

  /// A press of the left button, as the program asked for it; nothing where it did not ask.
  func click(row: Int, column: Int) {
    unsafe vterm_mouse_move(emulator, Int32(row), Int32(column), VTERM_MOD_NONE)
    unsafe vterm_mouse_button(emulator, 1, true, VTERM_MOD_NONE)
    unsafe vterm_mouse_button(emulator, 1, false, VTERM_MOD_NONE)
    sendReplies()
  }

  func resize(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    unsafe vterm_set_size(emulator, Int32(rows), Int32(columns))
    _ = ct_resize_terminal(master, Int32(rows), Int32(columns))
  }

  /// Gives the program another size than the emulator has, which need not bear every one.
  func pretend(rows: Int, columns: Int) {
    _ = ct_resize_terminal(master, Int32(rows), Int32(columns))
  }

  func signal(_ number: Int32) { kill(child, number) }

  private func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    let limit = ContinuousClock.now + .seconds(60)
    while !rest.isEmpty, ContinuousClock.now < limit {
      let count = unsafe rest.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
      if count < 0 && errno != EAGAIN { return }
      // The program reads no keys while it waits for us to take what it shows.
      if count < 0 { pump() }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Answers of the emulator to what the program asked, and its encodings of keys.
  private func sendReplies() {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe vterm_output_read(emulator, &bytes, bytes.count)
    send(bytes.prefix(Int(count)).map { UInt8(bitPattern: $0) })
  }

  // MARK: What the user sees

  func line(_ row: Int) -> String {
    var text = ""
    var column = 0
    while column < columns {
      let cell = cell(row, column)
      let scalars = [cell.chars.0, cell.chars.1, cell.chars.2].prefix { $0 != 0 }
      if scalars.isEmpty || scalars[0] == UInt32.max {
        text.append(" ")
      } else {
        for scalar in scalars {
          text.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{fffd}")
        }
      }
      column += max(1, Int(cell.width))
    }
    while text.last == " " { text.removeLast() }
    return text
  }

  var lines: [String] { (0 ..< rows).map(line) }

  var text: String { lines.joined(separator: "\n") }

  func cell(_ row: Int, _ column: Int) -> VTermScreenCell {
    var cell = VTermScreenCell()
    unsafe vterm_screen_get_cell(
      screen, VTermPos(row: Int32(row), col: Int32(column)), &cell)
    return cell
  }

  var cursor: (row: Int, column: Int) {
    var place = VTermPos()
    unsafe vterm_state_get_cursorpos(vterm_obtain_state(emulator), &place)
    return (Int(place.row), Int(place.col))
  }

  /// Whether the program waits at an empty prompt; by then the terminal is raw.
  var isAtPrompt: Bool { line(cursor.row) == "(sluice)" && cursor.column == 9 }

  // MARK: Waiting

  /// Waits until `condition` holds; false where that took too long.
  func wait(_ condition: (PTY) -> Bool) -> Bool {
    // A limit for a test that fails; one that passes never comes near it.
    let limit = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < limit {
      if condition(self) { return true }
      pump()
    }
    return condition(self)
  }

  func waitForPrompt() -> Bool { wait { $0.isAtPrompt } }

  /// Waits for the end of the program: its exit code, or the signal that ended it below zero.
  func exitStatus() -> Int32? {
    _ = wait { pty in
      if pty.status != nil { return true }
      var raw: Int32 = 0
      guard unsafe waitpid(pty.child, &raw, WNOHANG) == pty.child else { return false }
      pty.status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : -(raw & 0x7f)
      return true
    }
    return status
  }

  /// Takes what the program writes until it writes nothing for a while; whether it came to that.
  @discardableResult
  func drain() -> Bool {
    var last = -1
    let limit = ContinuousClock.now + .seconds(60)
    while last != written.count, ContinuousClock.now < limit {
      last = written.count
      pump()
      pump()
    }
    return last == written.count
  }

  /// Whether the program has not ended.
  var isRunning: Bool {
    if status != nil { return false }
    var raw: Int32 = 0
    guard unsafe waitpid(child, &raw, WNOHANG) == child else { return true }
    status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : -(raw & 0x7f)
    return false
  }

  private func pump() {
    var polled = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&polled, 1, 10) > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe read(master, $0.baseAddress, $0.count)
    }
    // Nothing comes any more once the program has closed its end.
    guard count > 0 else {
      poll(nil, 0, 10)
      return
    }
    written += bytes[..<count]
    unsafe bytes.withUnsafeBytes {
      let start = unsafe $0.baseAddress?.assumingMemoryBound(to: CChar.self)
      _ = unsafe vterm_input_write(emulator, start, count)
    }
    sendReplies()
  }

}
