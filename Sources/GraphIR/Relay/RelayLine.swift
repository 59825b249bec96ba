public import Support

/// One line of a Relay text, and the node whose value it makes.
public struct RelayLine: Sendable, Hashable {

  /// - Units: characters before the text.
  public var indent: Int

  public var text: String
  public var node: ID<Node>?

  public init(_ text: String = "", node: ID<Node>? = nil, indent: Int = 0) {
    self.indent = indent
    self.text = text
    self.node = node
  }

}

extension RelayLine: CustomStringConvertible {
  public var description: String {
    text.isEmpty ? "" : String(repeating: " ", count: indent) + text
  }
}
