import CKernels
import Tensors

/// Products of matrices in the state that go where they are wanted at once.
extension EffectRun {

  /// Does an action that is such a product, where shapes go together as they are.
  /// - Returns: whether it is done; otherwise nothing was written, and it is to be done in full.
  @inline(__always)
  mutating func multiplyInPlace(_ sums: SumsPlan) throws(EffectFault.Reason) -> Bool {
    for node in sums.factors { try compute(node) }
    let (x, y) = (plan.nodes[sums.left], plan.nodes[sums.right])
    let (xs, ys) = (x.extents + x.rank, y.extents + y.rank)
    let hasRows = x.rank > 1
    let rows = unsafe hasRows ? frame[xs - 2] : 1
    let (length, columns) = unsafe (frame[xs - 1], frame[ys - 1])
    guard unsafe length == frame[ys - 2], let count = Self.product(rows, columns, length) else {
      return false
    }
    try compute(sums.target)
    let z = plan.nodes[sums.target]
    let zs = z.extents + z.rank
    guard unsafe frame[zs - 1] == columns, unsafe !hasRows || frame[zs - 2] == rows else {
      return false
    }
    work &+= rows &* columns &+ count / 2
    guard count > 0 else { return true }
    let step = unsafe hasRows ? frame[zs - 2 + z.rank] : columns
    let out: UnsafeMutablePointer<Int32> = unsafe elements(sums.target)
    unsafe mark(UnsafeMutableRawPointer(out) - cells, ((rows - 1) * step + columns) * 4)
    let (left, right) = unsafe (
      UnsafePointer(elements(sums.left, Int8.self)), UnsafePointer(elements(sums.right, Int8.self))
    )
    let (row, inner) = unsafe (hasRows ? frame[xs - 2 + x.rank] : 0, frame[xs - 1 + x.rank])
    let (outer, column) = unsafe (frame[ys - 2 + y.rank], frame[ys - 1 + y.rank])
    var product = unsafe ck_bytes(
      rows: rows, columns: columns, length: length, a: left, b: right, a_row: row, a_step: inner,
      b_step: outer, b_column: column, c: out, c_row: step, adds: sums.adds ? 1 : 0)
    unsafe ck_multiply_bytes(plan.vectorLevel, &product)
    return true
  }

  /// How many products there are; nil where they are so many that one asks in between whether to go
  /// on, or none for each sum.
  @inline(__always)
  private static func product(_ rows: Int, _ columns: Int, _ length: Int) -> Int? {
    let most = 1 << 18
    guard rows <= most, columns <= most, length <= most, length > 0, rows * columns <= most else {
      return nil
    }
    let count = rows * columns * length
    return count <= most ? count : nil
  }

}
