/// The identity of an element of an `Arena`.
///
/// An identity says that an element exists; reading the element takes the arena. It stays valid
/// for as long as the element is in the arena, in every copy of the arena.
public struct ID<Element>: Hashable, Comparable, Sendable {

  /// The position of the element, counted from 0.
  public let index: Int32

  @inlinable public init(_ index: Int) { self.index = Int32(index) }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.index < b.index }

}

extension ID: CustomStringConvertible {
  public var description: String { "%\(index)" }
}
