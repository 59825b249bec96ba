public import Diagnostics
import Support
import Yams

/// Words of a description that are texts of a language of their own: mistakes in them are told
/// where they stand in the description.
extension Sheet {

  /// The text that `node` spells, under a name of its own by which `insert(_:from:)` finds it.
  public mutating func source(
    _ node: SheetNode, named name: String, of what: String
  ) -> SourceText? {
    text(node, of: what).map { SourceText(name: name, text: $0) }
  }

  /// Reports mistakes in texts.
  /// - Parameter nodes: what spells each text, by the name of the text.
  public mutating func insert(_ mistakes: DiagnosticSet, from nodes: [String: SheetNode]) {
    for mistake in mistakes.elements { insert(mistake, from: nodes) }
  }

  /// Reports a mistake in one of several texts; one that is in none of them keeps its place.
  public mutating func insert(_ mistake: Diagnostic, from nodes: [String: SheetNode]) {
    var mistake = mistake
    if let place = mistake.place, let node = nodes[place.file] {
      mistake.place = self.place(of: place, in: node)
    }
    insert(mistake)
  }

  /// Where in the description a place of the text that `node` spells is.
  func place(of inner: Place, in node: SheetNode) -> Place {
    guard inner.line > 0, showsLines, let word = node.word, let scalar = node.yaml.scalar,
      let mark = scalar.mark
    else { return place(node) }
    let before = word.lines.prefix(inner.line - 1).reduce(0) { $0 + $1.count + 1 }
    var cursor = ScalarCursor(source.text.lines, line: mark.line - 1, column: mark.column - 1)
    cursor.enter(scalar.style)
    cursor.advance(to: before + max(0, inner.column - 1), in: word)
    return source.place(line: cursor.line + 1, column: cursor.column + 1)
  }

}

/// Follows the characters of a word through the lines that spell it, between quotes, broken into
/// lines or as a block.
private struct ScalarCursor {

  private let lines: [String]

  /// Counted from 0.
  private(set) var line: Int
  private(set) var column: Int

  /// What may stand in the lines before a character of the word.
  private var signs: Set<Character> = []

  private var characters: [Character]

  init(_ lines: [String], line: Int, column: Int) {
    self.lines = lines
    self.line = line
    self.column = column
    characters = lines.indices.contains(line) ? Array(lines[line]) : []
  }

  private var current: Character? {
    characters.indices.contains(column) ? characters[column] : nil
  }

  private mutating func startLine(_ next: Int) {
    line = next
    column = 0
    characters = lines.indices.contains(next) ? Array(lines[next]) : []
  }

  /// Goes over white space, as long as there are lines.
  private mutating func skipSpace() {
    while line < lines.count {
      if let current {
        guard current.isWhitespace else { return }
        column += 1
      } else {
        guard line + 1 < lines.count else { return }
        startLine(line + 1)
      }
    }
  }

  /// Goes over a tag, an anchor and the head of a block to where the word begins.
  mutating func enter(_ style: Node.Scalar.Style) {
    while let sign = current, sign == "&" || sign == "!" {
      while let current, !current.isWhitespace { column += 1 }
      skipSpace()
    }
    switch style {
    case .literal, .folded: startLine(line + 1)
    case .singleQuoted: signs = ["'"]
    case .doubleQuoted: signs = ["\"", "\\"]
    case .any, .plain: break
    }
  }

  /// Goes to the character of `word` with this number, or to the end of what spells it.
  mutating func advance(to target: Int, in word: String) {
    for (index, character) in word.enumerated() {
      if character.isWhitespace {
        if index == target { return }
        continue
      }
      let start = (line, column, characters)
      skipSpace()
      while let current, current != character, signs.contains(current) {
        column += 1
        skipSpace()
      }
      // A character that is spelled by its number stands where the one before ended.
      if current != character { (line, column, characters) = start }
      if index == target { return }
      if current == character { column += 1 }
    }
  }

}
