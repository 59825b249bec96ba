/// One place of a grid.
public struct Cell: Sendable, Hashable {

  /// What stands here; the second half of a wide character holds a blank.
  public var character: Character

  public var role: Role

  /// Whether this is the right half of the wide character before it.
  public var isContinuation: Bool

  public init(_ character: Character, _ role: Role = .plain, isContinuation: Bool = false) {
    self.character = character
    self.role = role
    self.isContinuation = isContinuation
  }

  public static let blank = Cell(" ")

}
