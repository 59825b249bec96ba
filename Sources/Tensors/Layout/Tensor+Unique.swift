import Support

/// What a tensor has of equal slices.
public struct UniqueSlices: Sendable {

  /// One slice of each kind.
  public var values: Tensor

  /// Where the first of each kind stands.
  public var firsts: [Int]

  /// For each slice of the tensor, which of `values` is equal to it.
  public var places: [Int]

  /// How many of each kind there are.
  public var counts: [Int]

}

extension Tensor {

  /// The slices of `axis` that differ, each once; without an axis, the elements.
  ///
  /// Slices are compared element by element, the first that differs decides; NaN is greater than all
  /// numbers and equal to itself.
  /// - Parameter sorted: Whether the least comes first, and not what comes first in the tensor.
  /// - Errors: There is no such axis.
  /// - Source: ONNX, operator Unique; numpy, `unique`.
  /// - Cost: O(n log n) comparisons of slices.
  public func uniqueSlices(axis: Int?, sorted: Bool) throws(TensorError) -> UniqueSlices {
    guard let axis else {
      return try reshaped(to: [count]).uniqueSlices(axis: 0, sorted: sorted)
    }
    guard shape.indices.contains(axis) else { throw .parameter("no axis \(axis) in \(shape)") }
    let rows = try transposed([axis] + shape.indices.filter { $0 != axis })
    let extent = shape[axis]
    let order = dispatch(
      on: elementType, SortSlices(tensor: rows, count: extent, width: count / max(1, extent)))
    if Interruption.current.isRequested { throw .interrupted }
    var groups = order.groups
    if !sorted { groups.sort { $0[0] < $1[0] } }
    var places = [Int](repeating: 0, count: extent)
    for (kind, group) in groups.enumerated() { for row in group { places[row] = kind } }
    let firsts = groups.map { $0[0] }
    return UniqueSlices(
      values: picking(firsts, axis: axis), firsts: firsts, places: places,
      counts: groups.map(\.count))
  }

}

private struct SortSlices: ElementVisitor {

  let tensor: Tensor
  let count: Int
  let width: Int

  /// The positions of equal slices, the least kind first, and in each the first position first.
  struct Order {
    var groups: [[Int]] = []
  }

  /// Ends the sorting.
  private struct Stop: Error {}

  func visit<T: TensorElement>(_: T.Type) -> Order {
    var poll = Poll()
    return tensor.withElements(of: T.self) { x in
      let sorted = try? (0 ..< count).sorted { a, b in
        if poll.isRequested(after: 4) { throw Stop() }
        return order(x, a, b, &poll) ?? (a < b)
      }
      var result = Order()
      for row in sorted ?? [] {
        if poll.isRequested(after: 4) { break }
        if let last = result.groups.last, order(x, last[0], row, &poll) == nil {
          result.groups[result.groups.count - 1].append(row)
        } else {
          result.groups.append([row])
        }
      }
      return result
    }
  }

  /// Whether the slice `a` stands before `b`; nil if they are equal.
  private func order<T: TensorElement>(
    _ x: Span<T>, _ a: Int, _ b: Int, _ poll: inout Poll
  ) -> Bool? {
    for i in 0 ..< width {
      if poll.isRequested() { return nil }
      let (left, right) = (x[a * width + i], x[b * width + i])
      if T.precedes(left, right) { return true }
      if T.precedes(right, left) { return false }
    }
    return nil
  }

}
