import CTerminalShims
import Glibc

/// What the system has told this process; the counts are kept where signal handlers can reach them.
public enum Signals {

  /// A signal that ends the program in good order.
  public enum Termination: Int32, Sendable { case hangUp = 1, terminate = 15 }

  /// From now on signals are counted instead of ending the process.
  ///
  /// A second ^C, or what is to end the program, ends it by force where it is not obeyed within two
  /// seconds; the terminal is then as it is now. A crash ends it with the exit code 7 and leaves the
  /// lines that led to it in a file.
  public static func install() {
    ct_remember_modes()
    _ = ct_signals_install()
    unsafe ct_watch_crashes(Environment.current.stateFolder)
  }

  /// Remembers a line that is carried out from now on, for what is said where that crashes.
  /// - Parameter isInner: whether it is one of the script that the line before has carried out.
  public static func note(_ line: String, isInner: Bool = false) {
    if isInner { unsafe ct_note_inner_line(line) } else { unsafe ct_note_line(line) }
  }

  /// Whether whatever runs is to stop soon: the user pressed ^C, or the program is to end.
  /// - Cost: three loads; call it as often as you like.
  public static var isInterrupted: Bool {
    ct_signals_has(SIGINT) || ct_signals_has(SIGTERM) || ct_signals_has(SIGHUP)
  }

  /// Forgets that the user pressed ^C and tells whether it was so.
  @discardableResult
  public static func takeInterrupt() -> Bool { ct_signals_take(SIGINT) > 0 }

  /// The signal that the program is to end for, if one came.
  public static var termination: Termination? {
    if ct_signals_has(SIGHUP) { return .hangUp }
    return ct_signals_has(SIGTERM) ? .terminate : nil
  }

  /// Ends the process as if the signal had not been caught.
  public static func end(by termination: Termination) { ct_signals_die(termination.rawValue) }

}
