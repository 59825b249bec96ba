import Glibc

/// The environment variables that a terminal program heeds.
public struct Environment: Sendable {

  private let variables: [String: String]

  public init(_ variables: [String: String]) { self.variables = variables }

  /// The variables of this process.
  public static var current: Environment {
    let names = [
      "TERM", "COLORTERM", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "HOME", "XDG_STATE_HOME",
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

  /// Whether the terminal can do no more than print lines.
  public var isDumb: Bool { !has("TERM") || variables["TERM"] == "dumb" }

}
