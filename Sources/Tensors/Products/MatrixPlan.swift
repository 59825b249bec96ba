import Support

/// Which matrices a product of two tensors multiplies.
struct MatrixPlan {

  let m: Int
  let k: Int
  let n: Int

  /// The shape of the result.
  let shape: [Int]

  /// The shape of the result with the axis of extent 1 that a factor of rank 1 gives.
  let padded: [Int]

  /// The distance of neighbours in a column and in a row of the right factor, in elements.
  var rightStrides: (row: Int, column: Int) { (n, 1) }

  private let batch: [Int]
  private let a: Tensor
  private let b: Tensor

  init(_ a: Tensor, _ b: Tensor) throws(TensorError) {
    guard a.rank > 0, b.rank > 0 else { throw .shapes("matrix product", a.shape, b.shape) }
    self.a = a.rank == 1 ? try a.reshaped(to: [1] + a.shape) : a
    self.b = b.rank == 1 ? try b.reshaped(to: b.shape + [1]) : b
    let (left, right) = (self.a.shape, self.b.shape)
    (m, k, n) = (left[left.count - 2], left[left.count - 1], right[right.count - 1])
    guard right[right.count - 2] == k else { throw .shapes("matrix product", a.shape, b.shape) }
    batch = try Tensor.broadcastShape([left.dropLast(2), right.dropLast(2)].map(Array.init))
    padded = batch + [m, n]
    shape = batch + (a.rank == 1 ? [] : [m]) + (b.rank == 1 ? [] : [n])
    guard Tensor.elementCount(padded, of: .int64) != nil else { throw .badShape(padded) }
    try Tensor.roomForElements(padded, of: a.elementType.byteSize > 4 ? .float64 : .float32)
  }

  /// Calls `body` with each pair of matrices and where in the result their product starts.
  func forEachMatrix(_ body: (LeftFactor, RightFactor, Int) -> Void) {
    guard m > 0, k > 0, n > 0, !batch.contains(0) else { return }
    let rows = (0 ..< k).map { $0 * n }
    let columns = Array(0 ..< n)
    guard let left = try? broadcastStrides(Array(a.shape.dropLast(2)), to: batch),
      let right = try? broadcastStrides(Array(b.shape.dropLast(2)), to: batch)
    else { return }
    var poll = Poll()
    for (i, place) in Places(batch).enumerated() where !poll.isRequested(after: 1 << 8) {
      let x = zip(place, left).reduce(0) { $0 + $1.0 * $1.1 }
      let y = zip(place, right).reduce(0) { $0 + $1.0 * $1.1 }
      body(
        LeftFactor(tensor: a, offset: x * m * k, m: m, k: k, row: k, column: 1),
        RightFactor(tensor: b, offset: y * k * n, rows: rows, columns: columns), i * m * n)
    }
  }

}
