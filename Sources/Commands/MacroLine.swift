/// A line of a macro: text, and places for the words after the name of the macro.
struct MacroLine {

  private enum Piece {
    case text(Substring)
    /// `$1` to `$9`, counted from 0.
    case word(Int)
    /// `$*`
    case all
  }

  private var pieces: [Piece] = []

  init(_ template: String) {
    var rest = template[...]
    while let sign = rest.firstIndex(of: "$") {
      let next = rest.index(after: sign)
      guard next < rest.endIndex else { break }
      let piece: Piece? =
        rest[next] == "*" ? .all : placeNumbers[rest[next]].map { .word($0) }
      pieces.append(.text(rest[..<(piece == nil ? next : sign)]))
      if let piece { pieces.append(piece) }
      rest = rest[(piece == nil ? next : rest.index(after: next))...]
    }
    pieces.append(.text(rest))
  }

  /// How long the line becomes.
  /// - Cost: O(pieces + words), however long it becomes.
  func byteCount(_ words: [String]) -> Int {
    let all = words.reduce(words.count) { $0 + $1.utf8.count }
    return pieces.reduce(0) { sum, piece in
      switch piece {
      case .text(let text): sum + text.utf8.count
      case .word(let index): sum + (words.indices.contains(index) ? words[index].utf8.count : 0)
      case .all: sum + all
      }
    }
  }

  /// The line with `words` in its places; nothing stands for those that there are not.
  func filled(_ words: [String]) -> String {
    pieces.reduce(into: "") { line, piece in
      switch piece {
      case .text(let text): line += text
      case .word(let index): line += words.indices.contains(index) ? words[index] : ""
      case .all: line += words.joined(separator: " ")
      }
    }
  }

}

private let placeNumbers: [Character: Int] = [
  "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6, "8": 7, "9": 8,
]

/// How much one command has become through macros, which may hand on their words many times.
struct MacroWork: Sendable {

  static let lineLimit = 20_000
  static let byteLimit = 4_000_000

  var lines = 0

  /// - Units: bytes of the lines.
  var bytes = 0

  var isAllowed: Bool { lines <= Self.lineLimit && bytes <= Self.byteLimit }
}
