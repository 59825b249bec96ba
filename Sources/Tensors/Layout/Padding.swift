/// What the elements that padding adds are.
public enum Padding: Sendable, Hashable {

  /// The one element of a tensor of the same type.
  case constant(Tensor)

  /// The nearest element.
  case edge

  /// The elements mirrored at the first and at the last one, which are not repeated.
  case reflect

  /// The elements from the other end.
  case wrap

}

extension Tensor {

  /// The tensor with `begin` elements more in front and `end` behind along each axis; negative
  /// numbers take elements away.
  /// - Errors: The lists do not have an entry for each axis, or there is nothing to copy from.
  public func padded(begin: [Int], end: [Int], _ padding: Padding) throws(TensorError) -> Tensor {
    guard begin.count == rank, end.count == rank else {
      throw .parameter("pads for \(begin.count) and \(end.count) of \(rank) axes")
    }
    let limit = -(1 << 40) ... 1 << 40
    guard (begin + end).allSatisfy(limit.contains) else { throw .parameter("pads out of range") }
    if case .constant(let value) = padding { try check(value) }
    if (begin + end).allSatisfy({ $0 == 0 }) { return self }
    let result = shape.indices.map { shape[$0] + begin[$0] + end[$0] }
    try Tensor.roomForElements(result, of: elementType)
    if case .constant(let value) = padding { return try padded(begin, result, value) }
    var tensor = self
    for axis in 0 ..< rank where begin[axis] != 0 || end[axis] != 0 {
      let sources = try sources(axis, -begin[axis] ..< shape[axis] + end[axis], padding)
      tensor = tensor.picking(sources, axis: axis)
    }
    return tensor
  }

  private func check(_ value: Tensor) throws(TensorError) {
    guard value.elementType == elementType, value.count == 1 else {
      throw .parameter("\(elementType) padded with \(value)")
    }
  }

  /// A tensor of `value` with as much of this one as there is room for.
  private func padded(
    _ begin: [Int], _ result: [Int], _ value: Tensor
  ) throws(TensorError) -> Tensor {
    var tensor =
      value.bytes.allSatisfy { $0 == 0 }
      ? Tensor(zeros: elementType, result) : try value.reshaped(to: []).broadcast(to: result)
    let from = begin.map { max(0, -$0) }
    let to = begin.map { max(0, $0) }
    let extents = shape.indices.map { min(shape[$0] - from[$0], result[$0] - to[$0]) }
    guard extents.allSatisfy({ $0 > 0 }) else { return tensor }
    tensor.makeUnique()
    tensor.copy(extents, from: self, corner(shape, from), to: corner(result, to))
    return tensor
  }

  private func corner(_ shape: [Int], _ position: [Int]) -> StridedBlock {
    let strides = rowMajorStrides(shape)
    return StridedBlock(
      offset: zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }, strides: strides)
  }

  /// For each position in `range` along `axis` the element that stands there.
  private func sources(
    _ axis: Int, _ range: Range<Int>, _ padding: Padding
  ) throws(TensorError) -> [Int] {
    let extent = shape[axis]
    guard extent > 0 || range.isEmpty else {
      throw .parameter("axis \(axis) of \(shape) has nothing to pad with")
    }
    let period = padding == .reflect ? max(1, 2 * (extent - 1)) : max(1, extent)
    return range.map { position in
      if padding == .edge { return min(max(position, 0), extent - 1) }
      let turned = ((position % period) + period) % period
      return turned < extent ? turned : period - turned
    }
  }

}
