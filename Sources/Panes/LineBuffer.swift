public import Canvas

/// A line that is being typed, with the lines that were typed before.
public struct LineBuffer: Sendable, Hashable {

  /// What came of a key.
  public enum Outcome: Sendable, Hashable {
    case edited
    case submitted(String)
    case cancelled
    case wantsCompletion
  }

  public private(set) var text = ""

  /// How many characters are before the cursor.
  public private(set) var cursor = 0

  /// Oldest first.
  public private(set) var history: [String] = []

  /// Where in the history the line is from, and what was typed before.
  private var recalled: Int?
  private var draft = ""

  /// What is being searched for in the history, while it is.
  public private(set) var searched: String?

  public init(history: [String] = []) { self.history = history }

  /// Makes the line `text` with the cursor at its end.
  public mutating func replace(with text: String) {
    self.text = text
    cursor = text.count
    recalled = nil
    searched = nil
  }

  /// Adds a line to the history, once where it comes twice in a row.
  public mutating func remember(_ line: String) {
    if !line.isEmpty && history.last != line { history.append(line) }
  }

  /// Replaces the last `count` characters before the cursor.
  public mutating func replaceBeforeCursor(_ count: Int, with word: String) {
    let start = max(0, cursor - count)
    edit(start ..< cursor, word)
  }

  /// The text before the cursor.
  public var head: String { String(text.prefix(cursor)) }

  /// Edits with the keys of readline; nil for a key that means nothing here.
  public mutating func handle(_ key: KeyPress) -> Outcome? {
    if searched != nil, let outcome = handleSearch(key) { return outcome }
    switch key {
    case .enter: return submit()
    case .escape, .control("c"), .control("g"): return .cancelled
    case .tab: return .wantsCompletion
    case .character(let character): edit(cursor ..< cursor, String(character))
    case .backspace where text.isEmpty: return .cancelled
    case .control("r"): searched = ""
    case .up, .control("p"): recall(-1)
    case .down, .control("n"): recall(1)
    default: return move(key) || delete(key) ? .edited : nil
    }
    return .edited
  }

  private mutating func submit() -> Outcome {
    let line = text
    remember(line)
    replace(with: "")
    return .submitted(line)
  }

  private mutating func move(_ key: KeyPress) -> Bool {
    switch key {
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    default: return false
    }
    return true
  }

  private mutating func delete(_ key: KeyPress) -> Bool {
    switch key {
    case .backspace: edit(max(0, cursor - 1) ..< cursor, "")
    case .delete, .control("d"): edit(cursor ..< min(text.count, cursor + 1), "")
    case .control("u"): edit(0 ..< cursor, "")
    case .control("k"): edit(cursor ..< text.count, "")
    case .control("w"):
      let kept = head.reversed().drop { $0 == " " }.drop { $0 != " " }.count
      edit(kept ..< cursor, "")
    default: return false
    }
    return true
  }

  private mutating func edit(_ range: Range<Int>, _ replacement: String) {
    let tail = text.dropFirst(range.upperBound)
    let head = text.prefix(range.lowerBound) + replacement
    // A combining scalar joins the character before it, so characters are counted anew.
    cursor = head.count
    text = String(head + tail)
    cursor = min(cursor, text.count)
    recalled = nil
  }

  private mutating func recall(_ step: Int) {
    let place = (recalled ?? history.count) + step
    guard place >= 0, place <= history.count else { return }
    if recalled == nil { draft = text }
    replace(with: place == history.count ? draft : history[place])
    recalled = place == history.count ? nil : place
  }

  // MARK: Search in the history

  /// Takes the keys of a search; nil for one that ends the search and then means what it means.
  private mutating func handleSearch(_ key: KeyPress) -> Outcome? {
    guard let pattern = searched else { return nil }
    switch key {
    case .character(let character): find(pattern + String(character), before: history.count)
    case .backspace: find(String(pattern.dropLast()), before: history.count)
    case .control("r"): find(pattern, before: recalled ?? history.count)
    case .escape, .control("g"): searched = nil
    default:
      searched = nil
      return nil
    }
    return .edited
  }

  private mutating func find(_ pattern: String, before end: Int) {
    if let place = history.prefix(end).lastIndex(where: { $0.contains(pattern) }) {
      replace(with: history[place])
      recalled = place
    }
    searched = pattern
  }

}
