public import Diagnostics
import Support

/// A setting as a reader sees it.
public struct SettingView: Sendable, Hashable {
  public var name: String
  public var value: String
  public var summary: String
  public var choices: [String]

  /// Whether `word` is a shorter word for this setting.
  public func aliases(_ word: String?) -> Bool { word == "dir" && name == "direction" }
}

extension Session {

  public var settingViews: [SettingView] {
    Settings.entries.map {
      SettingView(
        name: $0.name, value: $0.get(settings), summary: $0.summary, choices: $0.choices)
    }
  }

  /// The value of the setting `name`.
  /// - Errors: there is none of that name.
  public func setting(_ name: String) throws(Diagnostic) -> String {
    try entry(name).get(settings)
  }

  /// Changes the setting `name`.
  /// - Errors: there is none of that name, or it does not take `value`.
  public mutating func set(_ name: String, to value: String) throws(Diagnostic) {
    let entry = try entry(name)
    guard entry.set(&settings, value) else {
      throw .error(
        "`\(value)` is no value of `\(name)`",
        hints: [
          entry.choices.isEmpty
            ? "expected a number" : "expected \(entry.choices.joined(separator: ", "))"
        ])
    }
  }

  private func entry(_ name: String) throws(Diagnostic) -> Settings.Entry {
    let name = name == "dir" ? "direction" : name
    if let entry = Settings.entries.first(where: { $0.name == name }) { return entry }
    let near = nearest(to: name, in: Settings.entries.map(\.name), most: 1).first
    throw .error(
      "there is no setting `\(name)`",
      hints: [near.map { "did you mean `\($0)`?" } ?? "`show` lists them"])
  }

}
