import Diagnostics
import Effects
import Support
import TargetKit
import Tensors

/// What one DMA instruction of a copy moves.
struct TransferBox: Sendable {

  var numbers: [Parameter: Int]

  /// The instructions of one execution of `transfer`.
  /// - Errors: the copy refers to what there is not.
  static func all(
    _ transfer: TileTransfer, _ instance: TileRun.Instance, _ region: TileProgram,
    _ accelerator: Accelerator, _ layout: ImageLayout
  ) throws(Diagnostic) -> [TransferBox] {
    guard let value = region.value(transfer.slice.value), let plan = transfer.plan,
      let live = instance.buffers[transfer.buffer], let address = layout.addresses[value.name],
      let memory = transfer.memory.flatMap(accelerator.description.memory)
    else { throw .error("a copy of `\(transfer.slice.value)` has no plan or no place") }
    let ranges = transfer.slice.ranges.map {
      Span(
        start: $0.start.value(in: instance.environment),
        count: $0.count.value(in: instance.environment))
    }
    let shape = Shape(
      spans: ranges, extents: value.extents, each: value.indices(plan.each),
      rows: value.indices(plan.rows), columns: value.indices(plan.columns), sram: live.address,
      strides: live.strides, base: address / memory.dramElementBytes,
      zeros: layout.zeros.address / memory.dramElementBytes, code: memory.code)
    return shape.indices.compactMap(shape.box)
  }

  /// A range of one axis.
  struct Span: Sendable {
    var start: Int
    var count: Int

    /// The zeros before and behind, and what lies within `extent`.
    func clipped(to extent: Int) -> (before: Int, first: Int, size: Int, after: Int) {
      let first = Swift.max(0, start)
      let end = Swift.min(extent, start + count)
      guard first < end else { return (count, 0, 0, 0) }
      return (first - start, first, end - first, start + count - end)
    }
  }

}

/// A box with numbers for everything.
private struct Shape {

  let spans: [TransferBox.Span]
  let extents: [Int]

  /// The axes of the plan.
  let each: [Int]
  let rows: [Int]
  let columns: [Int]

  let sram: Int

  /// Elements in the buffer, and in DRAM, from one index of an axis to the next.
  let strides: [Int]
  let base: Int
  let zeros: Int
  let code: Int

  private var dramStrides: [Int] { rowMajorStrides(extents) }

  /// The indices along the axes that take an instruction each.
  var indices: [[Int]] {
    each.reduce([[]]) { found, axis in
      found.flatMap { prefix in (0 ..< spans[axis].count).map { prefix + [$0] } }
    }
  }

  /// The instruction at `index`; `nil` if there is nothing to move.
  func box(at index: [Int]) -> TransferBox? {
    let dram = dramStrides
    var from = base
    var to = sram
    for (axis, i) in zip(each, index) {
      from += (spans[axis].start + i) * dram[axis]
      to += i * strides[axis]
    }
    let grouped = Set(each + self.rows + self.columns)
    for axis in spans.indices where !grouped.contains(axis) {
      from += spans[axis].start * dram[axis]
    }
    let rows = part(self.rows)
    let columns = part(self.columns)
    let whole = (
      rows: rows.before + rows.size + rows.after,
      columns: columns.before + columns.size + columns.after
    )
    guard whole.rows > 0, whole.columns > 0 else { return nil }
    guard rows.size > 0, columns.size > 0 else {
      return TransferBox(numbers: [
        .memory: code, .sram: to, .dram: zeros, .rows: whole.rows, .columns: whole.columns,
      ])
    }
    let stride = self.rows.last.map { dram[$0] } ?? columns.size
    from += self.rows.last.map { rows.first * dram[$0] } ?? 0
    from += columns.first
    return TransferBox(numbers: [
      .memory: code, .sram: to, .dram: from, .rows: rows.size, .columns: columns.size,
      .stride: stride, .padTop: rows.before, .padBottom: rows.after, .padLeft: columns.before,
      .padRight: columns.after,
    ])
  }

  /// The rows or the columns as one range, whose first index counts elements of the last axis.
  private func part(_ axes: [Int]) -> (before: Int, first: Int, size: Int, after: Int) {
    guard let last = axes.last else { return (0, 0, 1, 0) }
    guard axes.count > 1 else { return spans[last].clipped(to: extents[last]) }
    let dram = dramStrides
    let first = axes.reduce(0) { $0 + spans[$1].start * dram[$1] } / max(1, dram[last])
    return (0, first, axes.map { spans[$0].count }.product, 0)
  }

}

extension TileValue {
  /// The positions of the axes called `names`.
  fileprivate func indices(_ names: [AxisName]) -> [Int] {
    names.compactMap { axes.firstIndex(of: $0) }
  }
}
