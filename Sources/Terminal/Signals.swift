import CTerminalShims
import Glibc

/// What the system has told this process; the counts are kept where signal handlers can reach them.
public enum Signals {

  /// A signal that ends the program in good order.
  public enum Termination: Int32, Sendable { case hangUp = 1, terminate = 15 }

  /// From now on signals are counted instead of ending the process.
  ///
  /// A second ^C, or what is to end the program, ends it by force where it is not obeyed within two
  /// seconds; the terminal is then as it is now.
  public static func install() {
    ct_remember_modes()
    _ = ct_signals_install()
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
