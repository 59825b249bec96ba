extension Tensor {

  /// The tensor whose axis `i` is the axis `permutation[i]` of this one.
  /// - Errors: `permutation` does not name each axis once.
  public func transposed(_ permutation: [Int]) throws(TensorError) -> Tensor {
    guard permutation.sorted() == Array(0 ..< rank) else {
      throw .parameter("\(permutation) is no permutation of \(rank) axes")
    }
    let strides = rowMajorStrides(shape)
    return taking(
      StridedBlock(strides: permutation.map { strides[$0] }), permutation.map { shape[$0] })
  }

  /// The elements at equal positions of two axes, which become one at the place of the first.
  /// - Errors: There are no such axes, or they differ in extent.
  public func diagonal(_ first: Int, _ second: Int) throws(TensorError) -> Tensor {
    guard first < second, shape.indices.contains(first), shape.indices.contains(second),
      shape[first] == shape[second]
    else { throw .parameter("the diagonal of axes \(first) and \(second) of \(shape)") }
    var (extents, strides) = (shape, rowMajorStrides(shape))
    strides[first] += strides[second]
    extents.remove(at: second)
    strides.remove(at: second)
    return taking(StridedBlock(strides: strides), extents)
  }

  /// The tensor repeated along axes of extent 1, and along new axes in front.
  /// - Errors: `shape` is not one that this tensor's shape can be repeated to.
  public func broadcast(to shape: [Int]) throws(TensorError) -> Tensor {
    if shape == self.shape { return self }
    try Tensor.roomForElements(shape, of: elementType)
    let strides = try broadcastStrides(self.shape, to: shape)
    return taking(StridedBlock(strides: strides), shape)
  }

  /// The shape that all of `shapes` can be repeated to: axes are aligned at the end, and an extent
  /// of 1 takes any other.
  /// - Errors: Two extents differ and neither is 1, or the result is too large.
  public static func broadcastShape(_ shapes: [[Int]]) throws(TensorError) -> [Int] {
    var result: [Int] = []
    for shape in shapes {
      let rank = max(shape.count, result.count)
      let known = [Int](repeating: 1, count: rank - result.count) + result
      let added = [Int](repeating: 1, count: rank - shape.count) + shape
      for (a, b) in zip(known, added) where a != b && a != 1 && b != 1 {
        throw .shapes("broadcast", result, shape)
      }
      result = zip(known, added).map { $0 == 1 ? $1 : $0 }
    }
    guard elementCount(result) != nil else { throw .badShape(result) }
    return result
  }

}

/// The strides with which a tensor of `shape` is read as one of `target`, in elements.
func broadcastStrides(_ shape: [Int], to target: [Int]) throws(TensorError) -> [Int] {
  let added = target.count - shape.count
  guard added >= 0 else { throw .shapes("broadcast", shape, target) }
  var strides = [Int](repeating: 0, count: added) + rowMajorStrides(shape)
  for axis in shape.indices where shape[axis] != target[added + axis] {
    guard shape[axis] == 1 else { throw .shapes("broadcast", shape, target) }
    strides[added + axis] = 0
  }
  for axis in shape.indices where shape[axis] == 1 { strides[added + axis] = 0 }
  return strides
}
