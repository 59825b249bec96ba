/// A growable collection whose elements keep their identity.
public struct Arena<Element: Sendable>: Sendable {

  @usableFromInline var list: [Element] = []

  @inlinable public var elements: [Element] { list }

  public init() {}

  /// Appends `element` and returns its identity.
  @discardableResult
  @inlinable public mutating func insert(_ element: Element) -> ID<Element> {
    list.append(element)
    return ID(list.count - 1)
  }

  public subscript(id: ID<Element>) -> Element {
    @inlinable _read { yield list[Int(id.index)] }
    @inlinable _modify { yield &list[Int(id.index)] }
  }

  @inlinable public var count: Int { list.count }

  /// Whether `id` names an element of this arena.
  @inlinable public func contains(_ id: ID<Element>) -> Bool {
    list.indices.contains(Int(id.index))
  }

  /// Every identity, oldest first.
  @inlinable public var ids: [ID<Element>] { (0 ..< list.count).map { ID($0) } }

}
