/// Something to tell the user about what they gave us.
public struct Diagnostic: Error, Hashable, Sendable {

  public enum Level: String, Sendable { case note, warning, error }

  public var level: Level

  /// One sentence in lower case without a final period, with the user's own text in backticks.
  public var message: String

  /// Where it is, if it is in a text.
  public var place: Place?

  /// Where in another text it has its reason, such as a line of the description of a machine.
  public var cause: Place?

  /// What else is known, one line each.
  public var notes: [String]

  /// What the user can do about it, one line each.
  public var hints: [String]

  /// What a batch run exits with, if this ends it.
  public var failure: Failure

  public init(
    _ level: Level, _ message: String, at place: Place? = nil, because cause: Place? = nil,
    notes: [String] = [], hints: [String] = [], failure: Failure = .command
  ) {
    self.level = level
    self.message = message
    self.place = place
    self.cause = cause
    self.notes = notes
    self.hints = hints
    self.failure = failure
  }

  public static func error(
    _ message: String, at place: Place? = nil, because cause: Place? = nil, notes: [String] = [],
    hints: [String] = [], failure: Failure = .command
  ) -> Diagnostic {
    Diagnostic(
      .error, message, at: place, because: cause, notes: notes, hints: hints, failure: failure)
  }

  public static func warning(
    _ message: String, at place: Place? = nil, notes: [String] = [], hints: [String] = []
  ) -> Diagnostic {
    Diagnostic(.warning, message, at: place, notes: notes, hints: hints)
  }

  public static func note(_ message: String, at place: Place? = nil) -> Diagnostic {
    Diagnostic(.note, message, at: place)
  }

}

extension Diagnostic: CustomStringConvertible {

  /// The message after its place, the line that it is in, then notes and hints.
  public var description: String {
    let head = (place.map { "\($0): " } ?? "") + "\(level.rawValue): \(message)"
    let reason = cause.map { ["because of \($0)"] } ?? []
    let notes = (reason + notes).map { "  note: \($0)" }
    return ([head] + window + notes + hints.map { "  hint: \($0)" })
      .map(shortened).joined(separator: "\n")
  }

  private var window: [String] {
    guard let place, let excerpt = place.excerpt else { return [] }
    guard place.column > 0, excerpt.utf8.count <= longestLine else { return ["  " + excerpt] }
    let indent = excerpt.prefix(place.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    return ["  " + excerpt, "  " + indent + "^"]
  }

}

/// What is said of a text of the user can be as long as that is; nobody reads more than this of it.
/// - Units: bytes.
private let longestLine = 4000

/// `line` without what is in the middle of a long one.
private func shortened(_ line: String) -> String {
  guard line.utf8.count > longestLine else { return line }
  let parts = [line.utf8.prefix(longestLine / 2), line.utf8.suffix(longestLine / 4)]
  return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " … ")
}
