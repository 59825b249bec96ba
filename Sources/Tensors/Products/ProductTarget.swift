import CKernels
import Support

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
      unsafe multiply(
        product, rowTiles * row / rowParts ..< rowTiles * (row + 1) / rowParts,
        columnTiles * column / columnParts ..< columnTiles * (column + 1) / columnParts)
    }
  }

  /// Multiplies the given tiles of rows with those of columns, a few milliseconds of work at a time:
  /// columns are packed anew for each slice of rows, which therefore has many.
  private func multiply(_ product: ck_product, _ rows: Range<Int>, _ columns: Range<Int>) {
    let tile = (rows: ck_tile_rows(level), columns: ck_tile_columns(level))
    let scratch = Storage(zeros: ck_scratch_bytes(level))
    let work = k * tile.rows * tile.columns
    let height = max(8, (1 << 24) / work)
    let width = max(1, (1 << 24) / work / min(height, max(1, rows.count)))
    var product = unsafe product
    for part in Slices(columns, size: width) {
      for slice in Slices(rows, size: height) {
        unsafe ck_multiply(
          &product, slice.lowerBound * tile.rows, min(m, slice.upperBound * tile.rows),
          part.lowerBound * tile.columns, min(product.n, part.upperBound * tile.columns),
          scratch.mutableBytes.baseAddress)
      }
    }
  }

}
