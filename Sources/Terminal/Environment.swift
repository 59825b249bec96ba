import Glibc

/// The environment variables that a terminal program heeds.
public struct Environment: Sendable {

  private let variables: [String: String]

  public init(_ variables: [String: String]) { self.variables = variables }

  /// The variables of this process.
  public static var current: Environment {
    let names = [
      "TERM", "COLORTERM", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "HOME", "XDG_STATE_HOME",
      "XDG_CONFIG_HOME",
      "SLUICE_HISTORY", "LINES", "COLUMNS",
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
    let folder =
      has("XDG_CONFIG_HOME") ? self["XDG_CONFIG_HOME"] : self["HOME"].map { $0 + "/.config" }
    guard let path = folder.map({ $0 + "/sluice/config" }) else { return nil }
    return unsafe access(path, R_OK) == 0 ? path : nil
  }

  /// Whether the terminal can do no more than print lines.
  public var isDumb: Bool { !has("TERM") || variables["TERM"] == "dumb" }

}
