public import Canvas
public import Diagnostics
public import Support

/// What a command answered: the same as text and as data.
public struct Reply: Sendable {

  /// What only the front end can do.
  public enum Request: Sendable, Hashable {
    /// End with this exit code.
    case quit(Int32)
    /// Show the full screen.
    case screen
    /// Forget what is on the screen.
    case clear

    /// Whether no further line of a script can be carried out before it is done.
    var endsScripts: Bool {
      switch self {
      case .quit, .screen: true
      case .clear: false
      }
    }
  }

  /// For standard output.
  public var lines: [StyledText]

  /// The same for programs; an object.
  public var result: JSON

  /// For standard error.
  public var diagnostics: [Diagnostic] = []

  /// Why the command failed, and so what a batch run exits with; nil where it did not.
  public var failure: Failure?

  public var request: Request?

  /// Whether this stands for a script whose lines were answered one by one.
  public var isDelivered = false

  /// The form that the result has where the command did not fail.
  var schema = Schema.nothing

  /// Whether the command is one of those that `save` keeps.
  var isReplayable = true

  /// The command as it was understood, with its macros and prefixes spelled out.
  public var command = ""

  /// - Units: milliseconds
  public var duration = 0.0

  public init(_ lines: [StyledText] = [], _ result: JSON = .object([])) {
    self.lines = lines
    self.result = result
  }

  public init(_ line: StyledText, _ result: JSON = .object([])) { self.init([line], result) }

  /// The answer to a line that cannot be carried out.
  public init(_ diagnostic: Diagnostic) {
    self.init([])
    diagnostics = [diagnostic]
    failure = diagnostic.failure
  }

  /// Says that the answer was cut, and which command goes on.
  mutating func cut(next: String) {
    result["truncated"] = true
    result["next"] = .text(next)
  }

  /// Whether no further line of a script is carried out, whatever else is wanted.
  var endsScripts: Bool { failure == .interrupted || request?.endsScripts == true }

  /// What of the data is not as the command promises; nil where all is. A command that failed may
  /// answer with nothing.
  public var schemaProblem: String? {
    let isNothing = failure != nil && result == .object([])
    return Self.form(of: isNothing ? .nothing : schema).problem(in: json, at: "reply")
  }

  /// The text of the lines.
  public var text: String { lines.map { $0.text + "\n" }.joined() }

  /// Appends what `other` answered; its failure and its request become this one's.
  public mutating func append(_ other: Reply) {
    lines += other.lines
    diagnostics += other.diagnostics
    failure = other.failure ?? failure
    request = other.request ?? request
  }

}

extension Reply {

  /// The form of these objects; it grows where a program that reads them has to change.
  public static let schemaNumber = 1

  /// The form of these objects where the command answers with `result`.
  public static func form(of result: Schema) -> Schema {
    [
      "schema": .integer, "command": .text, "ok": .flag, "result": result,
      "diagnostics": .list([
        "level": .words(["error", "warning", "note"]), "message": .text,
        "place?": .place, "cause?": .place,
        "notes": .list(.text), "hints": .list(.text),
      ]),
      "ms": .number,
    ]
  }

  /// The one line that `--json` prints.
  public var json: JSON {
    [
      "schema": .integer(Self.schemaNumber), "command": .text(command), "ok": .flag(failure == nil),
      "result": result,
      "diagnostics": .list(diagnostics.map(\.json)),
      "ms": .real((duration * 1000).rounded() / 1000),
    ]
  }

}

extension Diagnostic {

  /// The diagnostic as an object of JSON.
  var json: JSON {
    var object: JSON = ["level": .text(level.rawValue), "message": .text(message)]
    if let place { object["place"] = place.json }
    if let cause { object["cause"] = cause.json }
    object["notes"] = JSON(notes)
    object["hints"] = JSON(hints)
    return object
  }

}
