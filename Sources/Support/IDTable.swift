/// Values by identity, where many elements of an arena have one.
///
/// What a dictionary would look up by hashing lies at its place; a table takes room for all elements
/// up to the last that has a value.
public struct IDTable<Element, Value: Sendable>: Sendable {

  @usableFromInline var values: [Value?]

  /// - Parameter count: how many elements there are to have values.
  /// - Cost: O(count).
  @inlinable public init(count: Int) { values = Array(repeating: nil, count: count) }

  /// The value of `id`; nil where it has none.
  /// - Cost: O(1); what lies behind all elements that were counted makes room for itself.
  @inlinable public subscript(id: ID<Element>) -> Value? {
    get {
      let index = Int(id.index)
      return index < values.count ? values[index] : nil
    }
    set {
      let index = Int(id.index)
      if index >= values.count {
        guard newValue != nil else { return }
        values.append(contentsOf: repeatElement(nil, count: index + 1 - values.count))
      }
      values[index] = newValue
    }
  }

  /// Those that have a value, the oldest first.
  /// - Cost: O(elements).
  @inlinable public var ids: [ID<Element>] {
    values.indices.filter { values[$0] != nil }.map { ID($0) }
  }

}
