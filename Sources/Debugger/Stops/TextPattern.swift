public import Diagnostics
import Support

/// A regular expression that a user wrote.
public struct TextPattern: Sendable, Hashable {

  public let text: String
  private let expression: RegularExpression

  /// Reads `text`, with or without slashes around it.
  /// - Errors: it is no regular expression.
  public init(_ text: String) throws(Diagnostic) {
    let isEnclosed = text.count > 1 && text.hasPrefix("/") && text.hasSuffix("/")
    self.text = isEnclosed ? String(text.dropFirst().dropLast()) : text
    do throws(RegularExpression.Failure) {
      expression = try RegularExpression(self.text)
    } catch {
      throw .error("`\(self.text)` is no regular expression", notes: [error.message])
    }
  }

  /// Whether it finds anything in `text`, in upper or lower case; false also where the work is to
  /// end.
  public func matches(_ text: String) -> Bool { expression.isFound(in: text) }

}
