/// One place of a grid.
public struct Cell: Sendable, Hashable {

  /// What stands here; the second half of a wide character holds a blank.
  public let character: Character

  /// How many cells the character takes; 0 for the right half of the wide character before it.
  public let width: UInt8

  public var role: Role

  /// A character that shows something and moves no cursor; another one becomes `\u{fffd}`.
  public init(_ character: Character, _ role: Role = .plain) {
    let shown = character.isDrawable ? character : "\u{fffd}"
    self.character = shown
    self.role = role
    width = UInt8(shown.cellWidth)
  }

  /// A character that is known to be drawable and narrow.
  init(narrow character: Character, _ role: Role) {
    self.character = character
    self.role = role
    width = 1
  }

  /// The right half of a wide character.
  init(continuationIn role: Role) {
    character = " "
    width = 0
    self.role = role
  }

  public static let blank = Cell(narrow: " ", .plain)

  /// Whether this is the right half of the wide character before it.
  public var isContinuation: Bool { width == 0 }

}
