/// A growable collection whose elements keep their identity.
public struct Arena<Element: Sendable>: Sendable {

  public private(set) var elements: [Element] = []

  public init() {}

  /// Appends `element` and returns its identity.
  @discardableResult
  public mutating func insert(_ element: Element) -> ID<Element> {
    elements.append(element)
    return ID(elements.count - 1)
  }

  public subscript(id: ID<Element>) -> Element {
    @inlinable _read { yield elements[Int(id.index)] }
    _modify { yield &elements[Int(id.index)] }
  }

  public var count: Int { elements.count }

  /// Whether `id` names an element of this arena.
  public func contains(_ id: ID<Element>) -> Bool { elements.indices.contains(Int(id.index)) }

  /// Every identity, oldest first.
  public var ids: [ID<Element>] { elements.indices.map { ID($0) } }

}
