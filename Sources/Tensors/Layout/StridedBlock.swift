import CKernels
import Support

/// Which elements of a tensor a block takes: a corner and a stride for each axis of the block.
struct StridedBlock {

  /// The element where the block starts.
  var offset = 0

  /// - Units: elements; zero repeats, negative runs backwards.
  var strides: [Int]

  /// A whole tensor of `shape` in row-major order.
  init(_ shape: [Int]) { strides = rowMajorStrides(shape) }

  init(offset: Int = 0, strides: [Int]) {
    self.offset = offset
    self.strides = strides
  }

}

/// How far apart neighbours along each axis of a row-major block of `shape` are, in elements.
public func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}

extension Tensor {

  /// A tensor of `shape` with the elements of this one that `block` takes.
  func taking(_ block: StridedBlock, _ shape: [Int]) -> Tensor {
    var result = Tensor(zeros: elementType, shape)
    result.copy(shape, from: self, block, to: StridedBlock(shape))
    return result
  }

  /// Copies a block of `shape` from `source` into this tensor, which has the same type.
  /// - Before: Both blocks lie within their tensors; this tensor's memory is its own.
  mutating func copy(
    _ shape: [Int], from source: Tensor, _ from: StridedBlock, to: StridedBlock
  ) {
    guard !shape.contains(0) else { return }
    let size = elementType.byteSize
    let (extents, inner, outer) = merged(shape, from.strides, to.strides)
    let base = unsafe source.storage.bytes(alignment: size).baseAddress
    let target = unsafe storage.mutableBytes.baseAddress
    guard let base = unsafe base, let target = unsafe target else { return }
    let (sources, targets) = (inner.map { $0 * size }, outer.map { $0 * size })
    forEachPart(of: extents) { part, places in
      let start = zip(places, sources).reduce(from.offset * size) { $0 + $1.0 * $1.1 }
      let end = zip(places, targets).reduce(to.offset * size) { $0 + $1.0 * $1.1 }
      unsafe ck_copy_strided(
        part.count, part, base + start, sources.suffix(part.count).map(\.self), target + end,
        targets.suffix(part.count).map(\.self), size)
    }
    withExtendedLifetime(source.storage) {}
  }

}

/// Calls `body` for blocks that `extents` falls into, of about 2¹⁸ elements: the extents of the block
/// along the last axes, and where it begins along the axes from the first on.
private func forEachPart(of extents: [Int], _ body: ([Int], [Int]) -> Void) {
  var axis = extents.count
  var size = 1
  while axis > 0, size <= 1 << 18 {
    axis -= 1
    size *= extents[axis]
  }
  guard axis < extents.count else { return body([], []) }
  let inner = Array(extents[(axis + 1)...])
  let step = max(1, (1 << 18) / max(1, inner.product))
  var poll = Poll()
  for place in Places(Array(extents[..<axis])) {
    for start in stride(from: 0, to: extents[axis], by: step) {
      if poll.isRequested(after: 1 << 16) { return }
      body([min(step, extents[axis] - start)] + inner, place + [start])
    }
  }
}

/// The same block with fewer axes: those of extent 1 left out, those that run on joined.
func merged(_ shape: [Int], _ a: [Int], _ b: [Int]) -> (shape: [Int], a: [Int], b: [Int]) {
  var result: (shape: [Int], a: [Int], b: [Int]) = ([], [], [])
  for axis in shape.indices where shape[axis] != 1 {
    let extent = shape[axis]
    if let last = result.shape.indices.last,
      result.a[last] == a[axis] * extent, result.b[last] == b[axis] * extent
    {
      result.shape[last] *= extent
      result.a[last] = a[axis]
      result.b[last] = b[axis]
    } else {
      result.shape.append(extent)
      result.a.append(a[axis])
      result.b.append(b[axis])
    }
  }
  return result
}
