import Support

/// How two tensors are walked that are repeated to one shape: rows, and strides within a row.
struct BroadcastPlan {

  /// The shape of the result.
  let shape: [Int]

  /// The shape with as few axes as possible, and both operands' strides over it, in elements.
  private let extents: [Int]
  private let a: [Int]
  private let b: [Int]

  init(_ a: [Int], _ b: [Int], to shape: [Int]) throws(TensorError) {
    self.shape = shape
    (extents, self.a, self.b) = merged(
      shape, try broadcastStrides(a, to: shape), try broadcastStrides(b, to: shape))
  }

  /// The tensor of what `transform` gives for each pair of elements.
  func map<S: TensorElement, T: TensorElement>(
    _ x: Tensor, _ y: Tensor, _ transform: (S, S) -> T
  ) -> Tensor {
    Tensor(T.elementType, shape, of: T.self) { out in
      x.withElements(of: S.self) { x in
        y.withElements(of: S.self) { y in
          unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeBufferPointer { y in
              unsafe out.withUnsafeMutableBufferPointer { out in
                unsafe fill(out, x, y, transform)
              }
            }
          }
        }
      }
    }
  }

  private func fill<S, T>(
    _ out: UnsafeMutableBufferPointer<T>, _ x: UnsafeBufferPointer<S>,
    _ y: UnsafeBufferPointer<S>, _ transform: (S, S) -> T
  ) {
    guard let out = out.baseAddress, let x = x.baseAddress,
      let y = y.baseAddress, !shape.contains(0)
    else { return }
    let width = extents.last ?? 1
    let (stepA, stepB) = (a.last ?? 0, b.last ?? 0)
    var row = 0
    var poll = Poll()
    for place in Places(Array(extents.dropLast())) {
      let fromA = zip(place, a).reduce(0) { $0 + $1.0 * $1.1 }
      let fromB = zip(place, b).reduce(0) { $0 + $1.0 * $1.1 }
      let (target, x, y) = unsafe (out + row * width, x + fromA, y + fromB)
      row += 1
      if poll.isRequested(after: width) { return }
      for part in Slices(width) {
        switch (stepA, stepB) {
        case (1, 1): for i in part { unsafe target[i] = transform(x[i], y[i]) }
        case (1, 0): for i in part { unsafe target[i] = transform(x[i], y[0]) }
        case (0, 1): for i in part { unsafe target[i] = transform(x[0], y[i]) }
        default: for i in part { unsafe target[i] = transform(x[i * stepA], y[i * stepB]) }
        }
      }
    }
  }

}
