public import Diagnostics

/// A regular expression that a user wrote.
public struct TextPattern: Sendable, Hashable {

  public let text: String

  /// Reads `text`, with or without slashes around it.
  /// - Errors: it is no regular expression.
  public init(_ text: String) throws(Diagnostic) {
    let isEnclosed = text.count > 1 && text.hasPrefix("/") && text.hasSuffix("/")
    self.text = isEnclosed ? String(text.dropFirst().dropLast()) : text
    guard (try? Regex(self.text)) != nil else {
      throw .error("`\(self.text)` is no regular expression")
    }
  }

  /// Whether it finds anything in `text`, in upper or lower case.
  public func matches(_ text: String) -> Bool {
    guard let regex = try? Regex(self.text).ignoresCase() else { return false }
    return text.firstMatch(of: regex) != nil
  }

}
