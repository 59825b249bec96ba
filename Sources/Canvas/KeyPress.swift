/// A key that was pressed, or what was done with the mouse.
public enum KeyPress: Sendable, Hashable {
  case character(Character)
  /// A letter with the control key; the letter is in lower case.
  case control(Character)
  /// A function key, counted from 1.
  case function(Int)
  case up, down, left, right, home, end, pageUp, pageDown
  case enter, escape, tab, backTab, backspace, delete, insert
  case mouse(MousePress)
}

/// A button or the wheel of the mouse, over a cell of the screen.
public struct MousePress: Sendable, Hashable {

  public enum Action: Sendable, Hashable { case press, wheelUp, wheelDown }

  public var action: Action
  public var column: Int
  public var row: Int

  public init(_ action: Action, column: Int, row: Int) {
    self.action = action
    self.column = column
    self.row = row
  }

}

extension KeyPress: CustomStringConvertible {

  /// What the key is called on screen: `x`, `Space`, `Ctrl-L`, `F2`, `S-Tab`.
  public var description: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-\(character.uppercased())"
    case .function(let number): "F\(number)"
    case .mouse(let mouse): "mouse \(mouse.action)"
    case .backTab: "S-Tab"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .escape: "Esc"
    default: "\(name.prefix(1).uppercased())\(name.dropFirst())"
    }
  }

  private var name: String {
    switch self {
    case .up: "up"
    case .down: "down"
    case .left: "left"
    case .right: "right"
    case .home: "home"
    case .end: "end"
    case .enter: "enter"
    case .tab: "tab"
    case .backspace: "backspace"
    case .delete: "delete"
    default: "insert"
    }
  }

}
