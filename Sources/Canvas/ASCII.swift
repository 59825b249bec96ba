extension Character {

  /// The character itself, or the one that stands for it where there is only ASCII.
  public var inASCII: Character {
    if isASCII { return self }
    if let mark = asciiMarks[self] { return mark }
    let base = String(self).unicodeScalars.first.map(Character.init) ?? "?"
    return base.isASCII ? base : "?"
  }

}

extension StringProtocol {

  /// The text with every character as it is where there is only ASCII.
  public var inASCII: String { String(map(\.inASCII)) }

}

extension StyledText {

  /// The text with every character as it is where there is only ASCII.
  public var inASCII: StyledText {
    runs.reduce(into: StyledText()) { $0.append($1.text.inASCII, $1.role) }
  }

}

private let asciiMarks: [Character: Character] = [
  "─": "-", "━": "-", "│": "|", "┃": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+",
  "┤": "+", "┬": "+", "┴": "+", "┼": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┊": ":",
  "█": "#", "▓": "+", "▒": "+", "░": ".", "▐": "[", "▌": "]", "◆": "@", "■": "#", "□": ".",
  "●": "*", "○": ".", "▶": ">", "▸": ">", "→": ">", "⇒": ">", "◀": "<", "◂": "<", "←": "<",
  "↑": "^", "▲": "^", "↓": "v", "▼": "v", "⇄": "=", "↔": "=", "…": "~", "·": ".", "×": "x",
  "✓": "y", "✗": "n", "⏎": "<", "–": "-", "—": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"",
  "≤": "<", "≥": ">", "≠": "!", "±": "~", "µ": "u", "μ": "u", "Σ": "S", "∞": "i", "\u{fffd}": "?",
]
