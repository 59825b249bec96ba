import Support

/// A name with values for some of what it leaves open: `tile{rows=4,columns=8}`.
///
/// Passes, timings and whatever else a user configures in a word are written like this. A value with
/// a comma or a brace in it stands in double quotes, in which a backslash takes the next character as
/// it is.
public struct ConfiguredName: Sendable, Hashable {

  /// A value, and where it stands in the text.
  public struct Setting: Sendable, Hashable {

    public var name: String
    public var value: String

    /// Where the name begins.
    public var place: Place
  }

  public var name: String

  /// In the order of the text; no name comes twice.
  public private(set) var settings: [Setting] = []

  /// The values by name.
  public var values: [String: String] {
    Dictionary(settings.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads `name` or `name{setting=value,…}`; blanks may stand around every part.
  /// - Errors: the text is neither, or sets something twice; with the place in the text.
  public init(parsing text: String) throws(Diagnostic) {
    var reader = ConfiguredNameReader(text)
    self = try reader.name()
    try reader.expectEnd()
  }

  /// Reads names with blanks between them.
  /// - Errors: as for one.
  public static func list(parsing text: String) throws(Diagnostic) -> [ConfiguredName] {
    var reader = ConfiguredNameReader(text)
    var names: [ConfiguredName] = []
    while !reader.isAtEnd { names.append(try reader.name()) }
    return names
  }

  fileprivate init(_ name: String, _ settings: [Setting]) {
    self.name = name
    self.settings = settings
  }

  /// `name{setting=value,…}` of values that have a text.
  public static func spelling(
    _ name: String, _ settings: some Collection<(name: String, value: String)>
  ) -> String {
    guard !settings.isEmpty else { return name }
    let list = settings.map { "\($0.name)=\(quotedIfNeeded($0.value))" }
    return "\(name){\(list.joined(separator: ","))}"
  }

  /// `value` as it can stand behind `=`: in quotes where it has what would end it.
  private static func quotedIfNeeded(_ value: String) -> String {
    let isPlain =
      value == value.trimmingBlanks && !value.hasPrefix("\"")
      && !value.contains { $0 == "," || $0 == "{" || $0 == "}" }
    guard !isPlain else { return value }
    let inside = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(inside)\""
  }

}

/// Reads names with settings from the characters of a text.
private struct ConfiguredNameReader {

  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
    skipBlanks()
  }

  var isAtEnd: Bool { position == characters.count }

  private var next: Character? { isAtEnd ? nil : characters[position] }

  mutating func name() throws(Diagnostic) -> ConfiguredName {
    let start = position
    let name = word { $0 == "{" || $0 == "}" || $0 == "," || $0 == "=" || $0.isWhitespace }
    guard !name.isEmpty else { throw wrong("a name is missing", at: start) }
    let end = position
    skipBlanks()
    guard next == "{" else {
      if end == position, !isAtEnd { throw unexpected() }
      return ConfiguredName(name, [])
    }
    return ConfiguredName(name, try settings(of: name))
  }

  /// What stands in the braces that begin here.
  private mutating func settings(of name: String) throws(Diagnostic) -> [ConfiguredName.Setting] {
    let brace = position
    var settings: [ConfiguredName.Setting] = []
    position += 1
    skipBlanks()
    while next != "}" {
      let setting = try setting(of: name)
      guard !settings.contains(where: { $0.name == setting.name }) else {
        throw .error("`\(setting.name)` is set twice", at: setting.place)
      }
      settings.append(setting)
      guard next == "," else { break }
      position += 1
      skipBlanks()
    }
    guard next == "}" else {
      throw isAtEnd ? wrong("`{` does not close", at: brace) : unexpected()
    }
    position += 1
    skipBlanks()
    return settings
  }

  private mutating func setting(of name: String) throws(Diagnostic) -> ConfiguredName.Setting {
    let start = position
    let key = word { $0 == "=" || $0 == "," || $0 == "{" || $0 == "}" }.trimmingBlanks
    guard !key.isEmpty, next == "=" else {
      let found = String(characters[start ..< position]).trimmingBlanks
      throw wrong(
        found.isEmpty ? "a setting is missing" : "`\(found)` has no value", at: start,
        hints: ["settings are written `\(name){name=value,name=value}`"])
    }
    position += 1
    let value = try value()
    return ConfiguredName.Setting(name: key, value: value, place: place(start))
  }

  /// What stands behind `=`.
  private mutating func value() throws(Diagnostic) -> String {
    let start = position
    skipBlanks()
    guard next == "\"" else {
      return word { $0 == "," || $0 == "{" || $0 == "}" }.trimmingBlanks
    }
    position += 1
    var text = ""
    while let character = next, character != "\"" {
      position += 1
      if character == "\\", let escaped = next {
        text.append(escaped)
        position += 1
      } else {
        text.append(character)
      }
    }
    guard next == "\"" else { throw wrong("`\"` does not close", at: start) }
    position += 1
    skipBlanks()
    return text
  }

  mutating func expectEnd() throws(Diagnostic) {
    guard isAtEnd else { throw unexpected() }
  }

  // MARK: Characters

  private mutating func word(until isEnd: (Character) -> Bool) -> String {
    let start = position
    while let next, !isEnd(next) { position += 1 }
    return String(characters[start ..< position])
  }

  private mutating func skipBlanks() {
    while next?.isWhitespace == true { position += 1 }
  }

  private func unexpected() -> Diagnostic {
    wrong("`\(String(characters[position...]))` is too much", at: position)
  }

  private func wrong(_ message: String, at offset: Int, hints: [String] = []) -> Diagnostic {
    .error(message, at: place(offset), hints: hints)
  }

  private func place(_ offset: Int) -> Place {
    Place(file: "<command>", line: 1, column: offset + 1, excerpt: text)
  }

}
