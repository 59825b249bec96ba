import Diagnostics
import Support

/// A line of the command language cut into words.
struct CommandLine: Sendable {

  struct Word: Sendable, Hashable {

    /// Without its quotes.
    var text: String

    /// Where it stands in the line, in characters.
    var range: Range<Int>

    /// Whether any part of it was quoted: it is then no flag.
    var isQuoted = false
  }

  let line: String
  private(set) var words: [Word] = []

  /// Whether the line ends within quotes.
  private(set) var isOpen = false

  /// Cuts `line`: blanks part words but in quotes and braces, and a backslash takes the next
  /// character as it is. A line that begins with `#` is a comment and has no words.
  init(_ line: String) {
    self.line = line
    var cutter = Cutter(Array(line))
    guard !cutter.isComment else { return }
    while let word = cutter.next() { words.append(word) }
    isOpen = cutter.isOpen
  }

  /// The line from the word at `index` on, as it was written.
  func text(from index: Int) -> String {
    guard words.indices.contains(index) else { return "" }
    return String(line.dropFirst(words[index].range.lowerBound)).trimmingBlanks
  }

  /// Where the word is, for a message.
  func place(of word: Word) -> Place {
    Place(file: "<command>", line: 1, column: word.range.lowerBound + 1, excerpt: line)
  }

}

private struct Cutter {

  private let characters: [Character]
  private var position = 0
  private(set) var isOpen = false

  init(_ characters: [Character]) { self.characters = characters }

  var isComment: Bool { characters.first { !$0.isWhitespace } == "#" }

  mutating func next() -> CommandLine.Word? {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    guard position < characters.count else { return nil }
    let start = position
    var word = CommandLine.Word(text: "", range: start ..< start)
    var depth = 0
    while position < characters.count {
      let character = characters[position]
      if character.isWhitespace && depth == 0 { break }
      position += 1
      switch character {
      case "\"", "'":
        word.isQuoted = true
        word.text += quoted(until: character)
      case "\\" where position < characters.count:
        word.text.append(characters[position])
        position += 1
      case "{", "}":
        depth = max(0, depth + (character == "{" ? 1 : -1))
        word.text.append(character)
      default: word.text.append(character)
      }
    }
    word.range = start ..< position
    return word
  }

  private mutating func quoted(until quote: Character) -> String {
    var text = ""
    while position < characters.count {
      let character = characters[position]
      position += 1
      if character == quote { return text }
      if character == "\\", quote == "\"", position < characters.count {
        text.append(characters[position])
        position += 1
      } else {
        text.append(character)
      }
    }
    isOpen = true
    return text
  }

}
