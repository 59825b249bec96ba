extension Tensor {

  /// The elements `starts[a] + i × steps[a]` for `i` in `0 ..< extents[a]` along each axis `a`.
  /// - Errors: The lists do not have an entry for each axis, or leave the tensor.
  public func sliced(starts: [Int], extents: [Int], steps: [Int]) throws(TensorError) -> Tensor {
    guard [starts, extents, steps].allSatisfy({ $0.count == rank }) else {
      throw .parameter("a slice of \(rank) axes with other numbers of parameters")
    }
    for axis in 0 ..< rank where extents[axis] != 0 {
      let way = (extents[axis] - 1).multipliedReportingOverflow(by: steps[axis])
      let last = starts[axis].addingReportingOverflow(way.partialValue)
      let range = 0 ..< shape[axis]
      guard extents[axis] > 0, range.contains(starts[axis]), !way.overflow, !last.overflow,
        range.contains(last.partialValue)
      else { throw .parameter("a slice that leaves axis \(axis) of \(shape)") }
    }
    guard !extents.contains(0) else { return Tensor(zeros: elementType, extents) }
    let strides = rowMajorStrides(shape)
    let block = StridedBlock(
      offset: zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 },
      strides: zip(steps, strides).map { $0 &* $1 })
    return taking(block, extents)
  }

  /// The elements from `range` along `axis`.
  /// - Errors: There is no such axis, or `range` leaves it.
  public func sliced(_ range: Range<Int>, axis: Int) throws(TensorError) -> Tensor {
    guard shape.indices.contains(axis) else { throw .parameter("no axis \(axis) in \(shape)") }
    var starts = shape.map { _ in 0 }
    var extents = shape
    starts[axis] = range.lowerBound
    extents[axis] = range.count
    return try sliced(starts: starts, extents: extents, steps: shape.map { _ in 1 })
  }

  /// The tensors one behind the other along `axis`.
  /// - Errors: There are none, or they differ in type or in another extent.
  public static func concatenated(_ tensors: [Tensor], axis: Int) throws(TensorError) -> Tensor {
    guard let first = tensors.first, first.shape.indices.contains(axis) else {
      throw .parameter("nothing to concatenate along axis \(axis)")
    }
    var shape = first.shape
    shape[axis] = 0
    for tensor in tensors {
      guard tensor.elementType == first.elementType else {
        throw .type("concatenation with \(first.elementType)", tensor.elementType)
      }
      var other = tensor.shape
      if other.indices.contains(axis) { other[axis] = first.shape[axis] }
      guard other == first.shape else { throw .shapes("concatenation", first.shape, tensor.shape) }
      shape[axis] += tensor.shape[axis]
    }
    try Tensor.roomForElements(shape, of: first.elementType)
    var result = Tensor(zeros: first.elementType, shape)
    let strides = rowMajorStrides(shape)
    var start = 0
    for tensor in tensors {
      result.copy(
        tensor.shape, from: tensor, StridedBlock(tensor.shape),
        to: StridedBlock(offset: start * strides[axis], strides: strides))
      start += tensor.shape[axis]
    }
    return result
  }

}
