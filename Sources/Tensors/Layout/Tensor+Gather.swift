import CKernels
import Support

extension Tensor {

  /// The slices of `axis` that `indices` names, in place of that axis; negative ones count from
  /// the end.
  /// - Errors: There is no such axis, `indices` are not integers, or one is out of range.
  public func gathered(_ indices: Tensor, axis: Int) throws(TensorError) -> Tensor {
    guard shape.indices.contains(axis) else { throw .parameter("no axis \(axis) in \(shape)") }
    let positions = try indices.positions(below: shape[axis])
    let result = Array(shape[..<axis]) + indices.shape + Array(shape[(axis + 1)...])
    try Tensor.roomForElements(result, of: elementType)
    return try picking(positions, axis: axis).reshaped(to: result)
  }

  /// The tensor of the shape of `indices` whose elements come from the place of `indices` with the
  /// position along `axis` replaced by the index there.
  /// - Errors: Ranks differ, an extent is too large, or an index is out of range.
  public func gatheredElements(_ indices: Tensor, axis: Int) throws(TensorError) -> Tensor {
    guard shape.indices.contains(axis), indices.rank == rank,
      shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= shape[$0] })
    else { throw .shapes("gather of elements", shape, indices.shape) }
    let positions = try indices.positions(below: shape[axis])
    let strides = rowMajorStrides(shape)
    var places = [Int](repeating: 0, count: positions.count)
    var poll = Poll()
    for (i, place) in Places(indices.shape).enumerated() {
      if poll.isRequested(after: 16) { throw .interrupted }
      var offset = positions[i] * strides[axis]
      for a in place.indices where a != axis { offset += place[a] * strides[a] }
      places[i] = offset
    }
    let flat = try reshaped(to: [count])
    return try flat.picking(places, axis: 0).reshaped(to: indices.shape)
  }

  /// The slices `positions` of `axis`, which are in range.
  func picking(_ positions: [Int], axis: Int) -> Tensor {
    var extents = shape
    extents[axis] = positions.count
    let result = Tensor(zeros: elementType, extents)
    let outer = shape[..<axis].product
    let row = shape[(axis + 1)...].product * elementType.byteSize
    guard outer * row * positions.count > 0 else { return result }
    let source = unsafe storage.bytes
    let target = unsafe result.storage.mutableBytes
    var poll = Poll()
    for block in 0 ..< outer {
      for (i, position) in positions.enumerated() {
        if poll.isRequested(after: 4 + row / 16) { return result }
        let from = (block * shape[axis] + position) * row
        let to = (block * positions.count + i) * row
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[to ..< to + row])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from ..< from + row]))
      }
    }
    withExtendedLifetime(storage) {}
    return result
  }

  /// The elements as positions in `0 ..< extent`; negative ones count from the end.
  /// - Errors: The elements are not integers, or one is out of range.
  func positions(below extent: Int) throws(TensorError) -> [Int] {
    guard elementType.isInteger else { throw .type("indexing", elementType) }
    let positions = ints.map { $0 < 0 ? $0 + extent : $0 }
    if let bad = positions.firstIndex(where: { !(0 ..< extent).contains($0) }) {
      throw .parameter("the index \(ints[bad]) of an axis of \(extent) elements")
    }
    return positions
  }

}
