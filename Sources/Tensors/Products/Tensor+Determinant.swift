import Support

extension Tensor {

  /// The determinants of the matrices in the last two axes, formed in `float64` and rounded once.
  /// - Shapes: [… n, n] → […]
  /// - Errors: The matrices are not square, or the elements are not floats.
  /// - Cost: O(n³) for each matrix.
  public func determinants() throws(TensorError) -> Tensor {
    guard elementType.isFloat else { throw .type("a determinant", elementType) }
    guard rank >= 2, shape[rank - 1] == shape[rank - 2] else {
      throw .parameter("the determinant of matrices of the shape \(shape)")
    }
    let size = shape[rank - 1]
    let outer = Array(shape.dropLast(2))
    try Tensor.roomForElements(shape, of: .float64)
    try Tensor.roomForElements(outer, of: .float64)
    let numbers = doubles
    var results: [Double] = []
    var poll = Poll()
    for index in 0 ..< outer.product {
      if poll.isRequested(after: 8) { throw .interrupted }
      let start = index * size * size
      results.append(try determinant(Array(numbers[start ..< start + size * size]), size))
    }
    return Tensor(outer, results).converted(to: elementType)
  }

}

/// The product of the pivots of Gauss's elimination, with the greatest of each column as its pivot.
private func determinant(_ matrix: [Double], _ size: Int) throws(TensorError) -> Double {
  var rows = matrix
  var result = 1.0
  var poll = Poll()
  for column in 0 ..< size {
    let below = column ..< size
    let pivot = below.max { abs(rows[$0 * size + column]) < abs(rows[$1 * size + column]) }
    guard let pivot, rows[pivot * size + column] != 0 else { return 0 }
    if pivot != column {
      result = -result
      for i in 0 ..< size { rows.swapAt(pivot * size + i, column * size + i) }
    }
    let head = rows[column * size + column]
    result *= head
    for row in below.dropFirst() {
      if poll.isRequested(after: size) { throw .interrupted }
      let factor = rows[row * size + column] / head
      for i in column ..< size { rows[row * size + i] -= factor * rows[column * size + i] }
    }
  }
  return result
}
