public import Diagnostics

/// Why a driver did not do what it was asked to.
public struct DriverFailure: Error, Sendable, Hashable {

  public enum Kind: Sendable, Hashable {

    /// The library is no driver, or none for this program.
    case unusable(Diagnostic)

    /// A function says what is wrong.
    case refused(DriverFunction, String)

    /// Its process was ended by that signal, or ended itself with that code, in a function; nil
    /// while it was loaded.
    case crashed(DriverFunction?, signal: Int)
    case exited(DriverFunction?, code: Int)

    /// It took longer than it may.
    case hung(DriverFunction?, seconds: Int)

    case interrupted
  }

  public var kind: Kind

  /// The last lines that it has printed.
  public var printed: [String]

  public init(_ kind: Kind, printed: [String] = []) {
    self.kind = kind
    self.printed = printed
  }

}

extension DriverFailure {

  /// As the end of a sentence: `crashes in run: SIGSEGV`.
  public var phrase: String {
    switch kind {
    case .unusable(let diagnostic): diagnostic.message
    case .refused(let function, let text): "refuses in `\(function.rawValue)`: \(text)"
    case .crashed(let function, let signal):
      "crashes \(place(function)): \(DriverFailure.name(ofSignal: signal))"
    case .exited(let function, let code):
      "ends its process \(place(function)), with the exit code \(code)"
    case .hung(let function, let seconds):
      "does not come back \(from(function)) in \(seconds) s"
    case .interrupted: "was interrupted"
    }
  }

  private func place(_ function: DriverFunction?) -> String {
    function.map { "in `\($0.rawValue)`" } ?? "while it is loaded"
  }

  private func from(_ function: DriverFunction?) -> String {
    function.map { "from `\($0.rawValue)`" } ?? "from being loaded"
  }

  /// What the user can do about it; nil where only the driver can be mended.
  public var wayOut: String? {
    switch kind {
    case .hung: "`driver compare --timeout SECONDS` lets it take longer"
    case .crashed, .exited:
      "it ran in a process of its own: nothing here is lost, and it can be tried again"
    case .unusable, .refused, .interrupted: nil
    }
  }

  /// The names of those that a mistake in a program ends it by.
  private static func name(ofSignal number: Int) -> String {
    let names = [
      4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL",
      11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
    ]
    return names[number] ?? "signal \(number)"
  }

}
