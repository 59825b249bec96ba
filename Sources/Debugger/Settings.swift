import FoundationEssentials
import ONNXImport
import Support

/// What `set` changes and `show` shows.
public struct Settings: Sendable, Hashable {

  /// Whether `run`, `step` and their like go backwards.
  public var isReversed = false

  /// Whether each pass is followed by a check of the laws.
  public var verifiesEach = true

  /// Whether each pass is followed by a comparison of values.
  public var comparesEach = false

  /// Whether a run stops where two instructions have raced.
  public var stopsAtRaces = true

  /// How many lines a listing shows at most; 0 for all.
  public var lineLimit = 0

  /// Lists of elements that are longer are shown as their beginning.
  public var elementLimit = 16

  /// How much memory a tensor may take.
  /// - Units: bytes.
  public var memoryLimit = Self.halfOfTheMachine

  /// How many iterations a loop of a model may have.
  public var loopLimit = ImportOptions.usualLoopLimit

  /// Whether the terminal may be given what the user copies.
  public var allowsClipboard = false

  /// Whether the external data of a model may lie outside of the model's folder.
  public var allowsDataAnywhere = false

  /// Whether no code may be loaded into this program; what is safe once stays so.
  public var isSafe = false

  public init() {}

  /// - Units: bytes.
  private static var halfOfTheMachine: Int {
    Int(clamping: ProcessInfo.processInfo.physicalMemory / 2)
  }

}

extension Settings {

  /// One setting: its name, what it is, and how it is read and written.
  struct Entry: Sendable {
    let name: String
    let summary: String
    let choices: [String]
    let get: @Sendable (Settings) -> String
    /// - Returns: whether the text is a value of the setting.
    let set: @Sendable (inout Settings, String) -> Bool
  }

  static let entries: [Entry] = [
    choice("direction", "where steps go", "forward", "reverse", \.isReversed),
    flag("verify-each", "check the laws after each pass", \.verifiesEach),
    flag("compare-each", "compare values after each pass", \.comparesEach),
    choice(
      "clipboard", "whether `y` of the full screen may give text to the terminal", "off", "osc52",
      \.allowsClipboard),
    choice(
      "external-data", "where the external data of a model may lie", "beside", "anywhere",
      \.allowsDataAnywhere),
    flag("stop-at-races", "stop a run where two instructions have raced", \.stopsAtRaces),
    Entry(
      name: "safe", summary: "load no code of targets and drivers; on for good once it is on",
      choices: ["on", "off"], get: { $0.isSafe ? "on" : "off" },
      set: { settings, text in
        guard text == "on" || (text == "off" && !settings.isSafe) else { return false }
        settings.isSafe = text == "on"
        return true
      }),
    Entry(
      name: "memory-limit",
      summary: "how much memory a tensor may take, as `512 MB`; half of this machine's at first",
      choices: [], get: { byteText($0.memoryLimit) },
      set: { settings, text in
        guard let count = byteCount(parsing: text) else { return false }
        settings.memoryLimit = count
        return true
      }),
    number(
      "loop-limit", "how many iterations a loop of a model that is loaded may have", \.loopLimit),
    number("lines", "how many lines a listing has at most; 0 for all", \.lineLimit),
    number("elements", "how many elements of a tensor are shown", \.elementLimit),
  ]

  /// One of two words, of which the second sets what `path` leads to.
  private static func choice(
    _ name: String, _ summary: String, _ first: String, _ second: String,
    _ path: any WritableKeyPath<Settings, Bool> & Sendable
  ) -> Entry {
    Entry(
      name: name, summary: summary, choices: [first, second],
      get: { $0[keyPath: path] ? second : first },
      set: { settings, text in
        guard [first, second].contains(text) else { return false }
        settings[keyPath: path] = text == second
        return true
      })
  }

  private static func flag(
    _ name: String, _ summary: String, _ path: any WritableKeyPath<Settings, Bool> & Sendable
  ) -> Entry {
    Entry(
      name: name, summary: summary, choices: ["on", "off"],
      get: { $0[keyPath: path] ? "on" : "off" },
      set: { settings, text in
        guard ["on", "off", "true", "false"].contains(text) else { return false }
        settings[keyPath: path] = text == "on" || text == "true"
        return true
      })
  }

  private static func number(
    _ name: String, _ summary: String, _ path: any WritableKeyPath<Settings, Int> & Sendable
  ) -> Entry {
    Entry(
      name: name, summary: summary, choices: [],
      get: { String($0[keyPath: path]) },
      set: { settings, text in
        guard let number = Int(text), number >= 0 else { return false }
        settings[keyPath: path] = number
        return true
      })
  }

}
