/// A colour of the user's palette; the numbers are those of the 256-colour palette.
public struct Color: Sendable, Hashable {

  public let index: UInt8

  public init(_ index: UInt8) { self.index = index }

  public static let black = Color(0)
  public static let red = Color(1)
  public static let green = Color(2)
  public static let yellow = Color(3)
  public static let blue = Color(4)
  public static let magenta = Color(5)
  public static let cyan = Color(6)
  public static let white = Color(7)

  /// The bright half of the first sixteen colours.
  public var bright: Color { Color(index < 8 ? index + 8 : index) }

}
