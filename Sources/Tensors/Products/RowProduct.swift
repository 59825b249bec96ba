import CKernels

/// y[n] += x · B for one row x: B is read once, so packing it would cost more than it gives.
///
/// - Before: All three are `float32`; B[k][n] is element `offset + k × row + n × column` of `b`, and
///   one of `row` and `column` is 1.
func multiplyRow(
  _ x: [Float], _ b: Tensor, offset: Int, row: Int, column: Int, count: Int, into storage: Storage,
  at target: Int
) {
  let level = ck_level()
  guard let source = unsafe b.storage.bytes(alignment: 4).bindMemory(to: Float.self).baseAddress,
    let result = unsafe storage.mutableBytes.bindMemory(to: Float.self).baseAddress,
    count > 0, !x.isEmpty
  else { return }
  let grain = max(64, (1 << 16) / x.count)
  inParallel(over: (count + 63) / 64, atLeast: (grain + 63) / 64) { range in
    let n = range.lowerBound * 64
    let width = min(count, range.upperBound * 64) - n
    let b = unsafe source + offset + n * column
    if column == 1 {
      unsafe ck_row_times_matrix(level, x.count, width, x, b, row, result + target + n)
    } else {
      unsafe ck_row_times_columns(level, x.count, width, x, b, column, result + target + n)
    }
  }
  withExtendedLifetime(b.storage) {}
}
