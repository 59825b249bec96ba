import Canvas

/// Where the user is in a list that may be longer than the screen.
struct ListCursor: Sendable, Hashable {

  /// The line that the user chose; nil while the cursor follows the program.
  private(set) var chosen: Int?

  mutating func follow() { chosen = nil }

  mutating func choose(_ line: Int) { chosen = max(0, line) }

  /// The line that the cursor is on in a list of `count` lines.
  func line(of count: Int, following current: Int?) -> Int {
    min(max(0, chosen ?? current ?? 0), max(0, count - 1))
  }

  /// The first line to show so that the cursor is in sight.
  func top(of count: Int, following current: Int?, rows: Int) -> Int {
    let line = line(of: count, following: current)
    return min(max(0, line - rows / 2), max(0, count - rows))
  }

  /// Whether `handle` takes `key`.
  static func takes(_ key: KeyPress) -> Bool {
    var cursor = ListCursor()
    return cursor.handle(key, count: 1, following: nil, rows: 1)
  }

  /// Moves with the keys of vi and less, and with the mouse; tells whether `key` was one of them.
  mutating func handle(_ key: KeyPress, count: Int, following current: Int?, rows: Int) -> Bool {
    let line = line(of: count, following: current)
    let page = max(1, rows - 1)
    switch key {
    case .up, .character("k"): choose(line - 1)
    case .down, .character("j"): choose(min(line + 1, count - 1))
    case .pageUp: choose(line - page)
    case .pageDown: choose(min(line + page, count - 1))
    case .home, .character("g"): choose(0)
    case .end, .character("G"): choose(count - 1)
    case .mouse(let mouse):
      switch mouse.action {
      case .press:
        choose(min(top(of: count, following: current, rows: rows) + mouse.row, count - 1))
      case .wheelUp: choose(line - 3)
      case .wheelDown: choose(min(line + 3, count - 1))
      }
    default: return false
    }
    return true
  }

  /// The lines of `0 ..< count` to look at, nearest first, all of them once.
  func searchOrder(of count: Int, following current: Int?, forward: Bool) -> [Int] {
    guard count > 0 else { return [] }
    let start = line(of: count, following: current)
    return (1 ... count).map { step in
      let line = start + (forward ? step : -step)
      return (line % count + count) % count
    }
  }

  /// What the keys that it takes are called.
  static let hint = KeyHint("j k", "move")

}
