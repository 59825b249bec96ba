import Support

extension Tensor {

  /// Where along `axis` the greatest (or least) elements stand, best first, as `int64`.
  ///
  /// NaN is greater than all numbers; of equal elements the first comes first.
  /// - Errors: There is no such axis, or it has fewer elements.
  public func ranking(
    _ extremum: Extremum, count: Int, axis: Int
  ) throws(TensorError) -> Tensor {
    guard shape.indices.contains(axis), (0 ... shape[axis]).contains(count) else {
      throw .parameter("the first \(count) along axis \(axis) of \(shape)")
    }
    let rows = try bringingLast([axis])
    let places = dispatch(
      on: elementType,
      Rank(
        extremum: extremum, tensor: rows.tensor, width: rows.width, rows: rows.count, count: count))
    var extents = rows.tensor.shape
    extents[rank - 1] = count
    var order = Array(0 ..< rank - 1)
    order.insert(rank - 1, at: axis)
    if Interruption.current.isRequested { throw .interrupted }
    return try Tensor(extents, places).transposed(order)
  }

}

private struct Rank: ElementVisitor {

  let extremum: Extremum
  let tensor: Tensor
  let width: Int
  let rows: Int
  let count: Int

  func visit<T: TensorElement>(_: T.Type) -> [Int64] {
    var places: [Int64] = []
    places.reserveCapacity(rows * count)
    var poll = Poll()
    tensor.withElements(of: T.self) { x in
      for row in 0 ..< rows {
        if poll.isRequested(after: width) { break }
        places += best(x, row * width).prefix(count).map { Int64($0) }
      }
    }
    // What is missing where the work is to end is not seen.
    places += [Int64](repeating: 0, count: rows * count - places.count)
    return places
  }

  private func best<T: TensorElement>(_ x: Span<T>, _ start: Int) -> [Int] {
    let isGreatest = extremum == .maximum
    return (0 ..< width).sortedWhileWanted { a, b in
      let (left, right) = (x[start + a], x[start + b])
      if T.precedes(left, right) { return !isGreatest }
      if T.precedes(right, left) { return isGreatest }
      return a < b
    }
  }

}
