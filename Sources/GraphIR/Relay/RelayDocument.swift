import Support

/// Lines that are still being put together; the last one is open.
struct RelayDocument: Sendable {

  private(set) var lines = [RelayLine()]

  init(_ text: String = "", node: ID<Node>? = nil) { lines = [RelayLine(text, node: node)] }

  /// Whether nothing has been written.
  var isEmpty: Bool { lines.count == 1 && lines[0].text.isEmpty }

  mutating func append(_ text: String) { lines[lines.count - 1].text += text }

  /// Continues the open line with the first line of `other`, whose other lines follow.
  mutating func append(_ other: RelayDocument, indent: Int = 0) {
    let last = lines.count - 1
    let base = lines[last].indent + indent
    guard let first = other.lines.first else { return }
    lines[last].text += first.text
    if lines[last].node == nil { lines[last].node = first.node }
    for line in other.lines.dropFirst() {
      lines.append(RelayLine(line.text, node: line.node, indent: line.indent + base))
    }
  }

  /// Begins a new line.
  mutating func newLine(node: ID<Node>? = nil, indent: Int = 0) {
    lines.append(RelayLine(node: node, indent: indent))
  }

  /// Adds the lines of `other` below, moved to the right by `indent`.
  mutating func nest(_ other: RelayDocument, indent: Int) {
    for line in other.lines {
      lines.append(RelayLine(line.text, node: line.node, indent: line.indent + indent))
    }
  }

  /// Names the node of the open line.
  mutating func tag(_ node: ID<Node>) { lines[lines.count - 1].node = node }

}
