import CKernels

/// Where the rows of a product go: element `offset + m × stride + n` of a tensor.
struct ProductTarget {
  let storage: Storage
  var offset = 0
  let stride: Int
}

extension PackedFactor {

  /// Sets, or adds to, the elements of `target` the product of this factor and `b`.
  ///
  /// Every element is the sum of the same partial sums in the same order, however many threads
  /// there are.
  func multiply(
    _ b: RightFactor, into target: ProductTarget, accumulating: Bool, inParallel parallel: Bool
  ) {
    let n = b.columns.count
    let size = b.tensor.elementType.byteSize
    let zeros = b.zeros.isEmpty ? [Int32](repeating: 0, count: n) : b.zeros
    guard n > 0, let left = unsafe storage.bytes.baseAddress,
      let right = unsafe b.tensor.storage.bytes(alignment: size).baseAddress,
      let result = unsafe target.storage.mutableBytes.baseAddress
    else { return }
    unsafe b.rows.withUnsafeBufferPointer { rows in
      unsafe b.columns.withUnsafeBufferPointer { columns in
        unsafe zeros.withUnsafeBufferPointer { zeros in
          let product = unsafe ck_product(
            level: level, type: b.tensor.elementType.kernelType, accumulates: accumulating ? 1 : 0,
            m: m, n: n, k: k, a: left, b: right + b.offset * size, rows: rows.baseAddress,
            columns: columns.baseAddress, zeros: zeros.baseAddress,
            c: result + target.offset * 4, stride: target.stride)
          unsafe run(product, parallel: parallel)
        }
      }
    }
    withExtendedLifetime(b.tensor.storage) {}
  }

  /// Cuts the product into blocks of whole tiles and computes them.
  private func run(_ product: ck_product, parallel: Bool) {
    let tile = (rows: ck_tile_rows(level), columns: ck_tile_columns(level))
    let rowTiles = (m + tile.rows - 1) / tile.rows
    let columnTiles = unsafe (product.n + tile.columns - 1) / tile.columns
    let wanted = unsafe parallel ? max(1, min(16, m * product.n * k >> 18)) : 1
    let columnParts = min(columnTiles, wanted)
    let rowParts = min(rowTiles, (wanted + columnParts - 1) / columnParts)
    inParallel(columnParts * rowParts) { part in
      let (row, column) = (part / columnParts, part % columnParts)
      let scratch = Storage(zeros: ck_scratch_bytes(level))
      var product = unsafe product
      unsafe ck_multiply(
        &product, rowTiles * row / rowParts * tile.rows,
        min(m, rowTiles * (row + 1) / rowParts * tile.rows),
        columnTiles * column / columnParts * tile.columns,
        min(product.n, columnTiles * (column + 1) / columnParts * tile.columns),
        scratch.mutableBytes.baseAddress)
    }
  }

}
