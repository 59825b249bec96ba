/// A node as a user names it: `%3`, a parameter `%x`, the model's node `@conv1`.
public struct NodeReference: Sendable, Hashable, CustomStringConvertible {

  /// With its sign; a name of the model may stand without one.
  public let word: String

  public init(_ word: String) { self.word = word }

  public var description: String { word }

  /// The name of a node of the model, without the sign; nil for a value.
  var name: String? {
    if word.hasPrefix("%") { return nil }
    return word.hasPrefix("@") ? String(word.dropFirst()) : word
  }

}
