import Glibc

/// The environment variables that a terminal program heeds.
public struct Environment: Sendable {

  private let variables: [String: String]

  public init(_ variables: [String: String]) { self.variables = variables }

  /// The variables of this process.
  public static var current: Environment {
    let names = [
      "TERM", "COLORTERM", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "HOME", "XDG_STATE_HOME",
      "XDG_CONFIG_HOME", "EDITRC", "SLUICE_HISTORY", "LINES", "COLUMNS",
    ]
    return Environment(
      names.reduce(into: [:]) { found, name in
        if let value = unsafe getenv(name) { found[name] = unsafe String(cString: value) }
      })
  }

  /// The value of `name`, where it is set, even to nothing.
  public subscript(name: String) -> String? { variables[name] }

  /// Whether `name` is set to something.
  public func has(_ name: String) -> Bool { !(variables[name] ?? "").isEmpty }

  /// The commands that the user has for every start: `sluice/config` in the user's folder for
  /// configuration, where there is such a file.
  public var startupFile: String? {
    guard let path = folder("XDG_CONFIG_HOME", inHome: ".config").map({ $0 + "/config" })
    else { return nil }
    return unsafe access(path, R_OK) == 0 ? path : nil
  }

  /// The user's settings of the line editor, where there is such a file.
  /// - Source: editrc(5)
  var editorSettings: String? {
    guard let path = self["EDITRC"] ?? self["HOME"].map({ $0 + "/.editrc" }) else { return nil }
    var status = stat()
    let isFile = unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    return isFile ? path : nil
  }

  /// Where the program keeps what it remembers from one start to the next.
  public var stateFolder: String? { folder("XDG_STATE_HOME", inHome: ".local/state") }

  /// The program's own folder in the one that `name` says, or in the usual one.
  /// - Source: "XDG Base Directory Specification": a path that is not absolute is ignored.
  private func folder(_ name: String, inHome path: String) -> String? {
    for base in [self[name], self["HOME"].map { $0 + "/" + path }] {
      if let base, base.hasPrefix("/"), base != "/" + path { return base + "/sluice" }
    }
    return nil
  }

  /// Whether the terminal can do no more than print lines.
  public var isDumb: Bool { !has("TERM") || variables["TERM"] == "dumb" }

}
