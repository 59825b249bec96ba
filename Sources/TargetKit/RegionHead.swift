/// The line that the text of a region begins with, whatever accelerator it is for:
/// `region @NAME on TARGET`.
public struct RegionHead: Sendable, Hashable {

  public var name: String
  public var target: String

  /// The head of `text`, behind empty lines and lines of remarks; nil if it begins with something
  /// else.
  public init?(of text: String) {
    let lines = text.split(whereSeparator: \.isNewline).lazy
      .map { $0.drop { $0 == " " } }
    let first = lines.first { !$0.isEmpty && !$0.hasPrefix("//") }
    let words = first?.split(separator: " ") ?? []
    guard words.count >= 4, words[0] == "region", words[1].hasPrefix("@"), words[2] == "on" else {
      return nil
    }
    name = String(words[1].dropFirst())
    target = String(words[3])
  }

}
