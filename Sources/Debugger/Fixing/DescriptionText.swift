/// The text of a description, from which an item of a list can be taken.
struct DescriptionText: Sendable {

  private let lines: [Substring]

  init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The text without the item that begins on a line, which is counted from 1, and without what is
  /// indented under it; nil where no item begins there. Lines keep their numbers.
  func without(itemAt line: Int) -> String? {
    guard lines.indices.contains(line - 1) else { return nil }
    let head = lines[line - 1]
    let indent = head.prefix { $0 == " " }.count
    guard head.dropFirst(indent).hasPrefix("- ") else { return nil }
    var rest = lines
    rest[line - 1] = ""
    for index in line ..< lines.count {
      let text = lines[index]
      guard text.isEmpty || text.prefix(while: { $0 == " " }).count > indent else { break }
      rest[index] = ""
    }
    return rest.joined(separator: "\n")
  }

}
