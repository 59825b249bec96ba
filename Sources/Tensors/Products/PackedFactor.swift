import CKernels

/// The left factor of a product: A[m][k] is element `offset + m × row + k × column` of a tensor.
struct LeftFactor {

  var tensor: Tensor
  var offset = 0
  let m: Int
  let k: Int
  let row: Int
  let column: Int

  /// What is subtracted from the elements of each row; empty for none.
  var zeros: [Int32] = []

}

/// The right factor of a product: B[k][n] is element `offset + rows[k] + columns[n]` of a tensor.
///
/// With the tables an image is a matrix of its windows without being copied.
struct RightFactor {

  var tensor: Tensor
  var offset = 0

  /// - Units: elements.
  let rows: [Int]

  /// In increasing order.
  /// - Units: elements.
  let columns: [Int]

  /// What is subtracted from the elements of each column; empty for none.
  var zeros: [Int32] = []

}

/// A left factor in the order in which the kernels of `level` read it.
struct PackedFactor {

  let level: Int32
  let type: Int32
  let m: Int
  let k: Int
  let storage: Storage

  init(_ factor: LeftFactor, level: Int32 = ck_level()) {
    let type = factor.tensor.elementType.kernelType
    let (m, k) = (factor.m, factor.k)
    let storage = Storage(zeros: ck_packed_bytes(level, type, m, k))
    let zeros = factor.zeros.isEmpty ? [Int32](repeating: 0, count: m) : factor.zeros
    let tile = ck_tile_rows(level)
    let tiles = (m + tile - 1) / tile
    let size = factor.tensor.elementType.byteSize
    let bytes = unsafe factor.tensor.storage.bytes(alignment: size)
    guard let source = bytes.baseAddress, m > 0, k > 0 else { preconditionFailure("empty factor") }
    inParallel(over: tiles, atLeast: max(1, (1 << 16) / (k * tile))) { range in
      unsafe ck_pack(
        level, type, m, k, range.lowerBound * tile, min(m, range.upperBound * tile),
        source + factor.offset * size, factor.row, factor.column, zeros,
        storage.mutableBytes.baseAddress)
    }
    withExtendedLifetime(factor.tensor.storage) {}
    (self.level, self.type, self.m, self.k, self.storage) = (level, type, m, k, storage)
  }

}

extension ElementType {
  /// The kernels' name of the type.
  var kernelType: Int32 {
    switch self {
    case .float32: Int32(CK_FLOAT)
    case .int8, .int4: Int32(CK_INT8)
    case .uint8, .uint4: Int32(CK_UINT8)
    default: preconditionFailure("no kernel multiplies \(self)")
    }
  }
}
