import CKernels
import Support
import Tensors

/// Matrix products: each sum in the order of its axis, from 0 on.
extension EffectRun {

  /// How the operands of one product of matrices lie.
  struct Product {
    var rows: Int
    var columns: Int
    var length: Int

    /// The distances in the left operand of rows and of what is summed over.
    var left: (row: Int, step: Int)

    /// The distances in the right operand of what is summed over and of columns.
    var right: (step: Int, column: Int)
  }

  mutating func contract(_ index: Int, _ a: Int, _ b: Int) throws(EffectFault.Reason) {
    let (node, x, y) = (plan.nodes[index], plan.nodes[a], plan.nodes[b])
    let (xs, ys) = (x.extents + x.rank, y.extents + y.rank)
    let hasRows = x.rank > 1
    let product = unsafe Product(
      rows: hasRows ? frame[xs - 2] : 1, columns: frame[ys - 1], length: frame[ys - 2],
      left: (hasRows ? frame[xs - 2 + x.rank] : 0, frame[xs - 1 + x.rank]),
      right: (frame[ys - 2 + y.rank], frame[ys - 1 + y.rank]))
    guard unsafe frame[xs - 1] == product.length else {
      throw .shapes(shape(of: a), shape(of: b))
    }
    let batch = node.rank - (hasRows ? 2 : 1)
    if hasRows { unsafe frame[node.extents + node.rank - 2] = product.rows }
    unsafe frame[node.extents + node.rank - 1] = product.columns
    guard joinBatch(node, x, y, batch) else { throw .shapes(shape(of: a), shape(of: b)) }
    let count = try makeRoom(index)
    let (work, overflow) = count.multipliedReportingOverflow(by: max(1, product.length))
    guard !overflow, work <= EffectRun.mostProducts else {
      throw .tooLarge(count: overflow ? .max : work, most: EffectRun.mostProducts)
    }
    guard count > 0 else { return }
    self.work &+= work / 2
    let poll = work > 1 << 18 ? Interruption.current : nil
    for axis in 0 ..< batch { unsafe frame[node.counters + axis] = 0 }
    var (left, right, done) = (0, 0, 0)
    repeat {
      try multiply(product, (a, left), (b, right), to: (index, done), poll)
      done += product.rows * product.columns
    } while nextMatrix(node, batch, &left, &right)
  }

  /// Writes down extents of the axes before those of the matrices, and the distances of both operands
  /// along them.
  private func joinBatch(
    _ node: NodePlan, _ x: NodePlan, _ y: NodePlan, _ batch: Int
  ) -> Bool {
    for axis in 0 ..< batch {
      let (i, j) = (axis - batch + max(0, x.rank - 2), axis - batch + y.rank - 2)
      let left = unsafe i >= 0 ? frame[x.extents + i] : 1
      let right = unsafe j >= 0 ? frame[y.extents + j] : 1
      guard left == right || left == 1 || right == 1 else { return false }
      unsafe frame[node.extents + axis] = left == 1 ? right : left
      unsafe frame[node.operand(0) + axis] = i >= 0 && left != 1 ? frame[x.strides + i] : 0
      unsafe frame[node.operand(1) + axis] = j >= 0 && right != 1 ? frame[y.strides + j] : 0
    }
    return true
  }

  /// Goes to the next matrices of both operands.
  /// - Returns: whether there are any.
  private func nextMatrix(
    _ node: NodePlan, _ batch: Int, _ left: inout Int, _ right: inout Int
  ) -> Bool {
    for axis in (0 ..< batch).reversed() {
      let (x, y) = unsafe (frame[node.operand(0) + axis], frame[node.operand(1) + axis])
      let extent = unsafe frame[node.extents + axis]
      unsafe frame[node.counters + axis] += 1
      left += x
      right += y
      if unsafe frame[node.counters + axis] < extent { return true }
      unsafe frame[node.counters + axis] = 0
      left -= x * extent
      right -= y * extent
    }
    return false
  }

  private func multiply(
    _ product: Product, _ a: (node: Int, offset: Int), _ b: (node: Int, offset: Int),
    to c: (node: Int, offset: Int), _ interruption: Interruption?
  ) throws(EffectFault.Reason) {
    switch plan.nodes[a.node].type {
    case .int8:
      try unsafe multiplyBytes(
        product, elements(a.node) + a.offset, elements(b.node) + b.offset,
        elements(c.node) + c.offset, interruption)
    case .int32:
      try unsafe multiply(
        product, elements(a.node, Int32.self) + a.offset, elements(b.node) + b.offset,
        elements(c.node) + c.offset, interruption)
    case .int64:
      try unsafe multiply(
        product, elements(a.node, Int64.self) + a.offset, elements(b.node) + b.offset,
        elements(c.node) + c.offset, interruption)
    case .float32:
      try unsafe multiply(
        product, elements(a.node, Float.self) + a.offset, elements(b.node) + b.offset,
        elements(c.node) + c.offset, interruption)
    default:
      try unsafe multiply(
        product, elements(a.node, Double.self) + a.offset, elements(b.node) + b.offset,
        elements(c.node) + c.offset, interruption)
    }
  }

  /// How many products are made between two looks at the interruption.
  private static var slice: Int { 1 << 18 }

  private func ask(
    _ interruption: Interruption?, _ work: Int, _ rest: inout Int
  ) throws(EffectFault.Reason) {
    guard let interruption else { return }
    rest -= work
    guard rest <= 0 else { return }
    rest = EffectRun.slice
    if interruption.isRequested { throw .interrupted }
  }

  /// Of numbers of a lane, of which those of a row of the right operand lie one behind the other.
  @inline(__always)
  private func multiply<T: Lane>(
    _ p: Product, _ a: UnsafeMutablePointer<T>, _ b: UnsafeMutablePointer<T>,
    _ c: UnsafeMutablePointer<T>, _ interruption: Interruption?
  ) throws(EffectFault.Reason) {
    let zero = T(wrapping: Int64(0))
    var rest = EffectRun.slice
    for row in 0 ..< p.rows {
      let sums = unsafe c + row * p.columns
      for column in 0 ..< p.columns { unsafe sums[column] = zero }
      for k in 0 ..< p.length {
        try ask(interruption, p.columns, &rest)
        let factor = unsafe a[row * p.left.row + k * p.left.step]
        let numbers = unsafe b + k * p.right.step
        for column in 0 ..< p.columns {
          unsafe sums[column] = T.sum(sums[column], T.product(factor, numbers[column]))
        }
      }
    }
  }

  /// Of bytes with signs into 32 bits, which wrap; as many rows or columns at a time as are done
  /// between two looks at the interruption.
  private func multiplyBytes(
    _ p: Product, _ a: UnsafeMutablePointer<Int8>, _ b: UnsafeMutablePointer<Int8>,
    _ c: UnsafeMutablePointer<Int32>, _ interruption: Interruption?
  ) throws(EffectFault.Reason) {
    var rest = EffectRun.slice
    let columns = min(p.columns, max(1, EffectRun.slice / max(1, p.length)))
    let rows =
      columns < p.columns ? 1 : max(1, EffectRun.slice / max(1, p.columns &* p.length))
    for row in stride(from: 0, to: p.rows, by: rows) {
      for column in stride(from: 0, to: p.columns, by: columns) {
        try ask(interruption, rows &* columns &* p.length, &rest)
        let (left, right) = unsafe (
          UnsafePointer(a + row &* p.left.row), UnsafePointer(b + column &* p.right.column)
        )
        let out = unsafe c + (row &* p.columns &+ column)
        var part = unsafe ck_bytes(
          rows: min(rows, p.rows - row), columns: min(columns, p.columns - column),
          length: p.length, a: left, b: right, a_row: p.left.row, a_step: p.left.step,
          b_step: p.right.step, b_column: p.right.column, c: out, c_row: p.columns, adds: 0)
        unsafe ck_multiply_bytes(plan.vectorLevel, &part)
      }
    }
  }

}
