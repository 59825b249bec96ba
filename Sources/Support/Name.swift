/// The name of an element, which can not be taken for the name of anything else.
///
/// It serves where elements are known by their names in texts that people read and write, as an `ID`
/// does where they are known by their place in an arena.
public struct Name<Element>: Hashable, Comparable, Sendable {

  public let text: String

  public init(_ text: String) { self.text = text }

  public static func < (a: Self, b: Self) -> Bool { a.text < b.text }

}

extension Name: CustomStringConvertible {
  public var description: String { text }
}
