import Diagnostics
import Effects
import TargetKit

/// Decides how many instructions a copy takes, and which axes each of them moves.
struct TransferPlanner: Sendable {

  let accelerator: Accelerator
  let values: [TileValue]

  /// Along one axis of a box: what of the value it covers, over all tiles.
  private struct Cover {
    var first: Int
    var end: Int
    var extent: Int
    var isWhole: Bool
    var isSingle: Bool

    /// Whether the box never reaches outside of the value.
    var isInside: Bool { first >= 0 && end <= extent }
  }

  /// A plan by the indices of axes.
  private typealias AxisPlan = (each: [Int], rows: [Int], columns: [Int])

  /// `transfer` with a plan, inside of `loops`; its buffer lies in `memory`.
  /// - Errors: there is no such value, or an instruction can't do it.
  func planned(
    _ transfer: TileTransfer, memory: MemoryName, _ loops: [TileLoop]
  ) throws(Diagnostic) -> TileTransfer {
    guard let value = values.first(where: { $0.name == transfer.slice.value }) else {
      throw .error("there is no value `\(transfer.slice.value)`")
    }
    var transfer = transfer
    transfer.memory = try self.memory(transfer, memory, value)
    let covers = zip(transfer.slice.ranges, value.extents).map { cover($0, $1, loops) }
    let plan = plan(covers, transfer.direction)
    try check(covers, plan, transfer)
    transfer.plan = TileTransfer.Plan(
      each: plan.each.map { value.axes[$0] }, rows: plan.rows.map { value.axes[$0] },
      columns: plan.columns.map { value.axes[$0] })
    return transfer
  }

  /// The memory that the instruction names.
  private func memory(
    _ transfer: TileTransfer, _ memory: MemoryName, _ value: TileValue
  ) throws(Diagnostic) -> MemoryName {
    if transfer.direction.isStore { return accelerator.output.id }
    guard memory == accelerator.accumulator.id, value.memory != memory else { return memory }
    guard let widening = accelerator.widening else {
      throw .error("no load extends what `\(value.memory)` holds to `\(memory)`")
    }
    return widening.id
  }

  private func cover(
    _ range: Slice.Range, _ extent: Int, _ loops: [TileLoop]
  ) -> Cover {
    var first: TileEnvironment = [:]
    var last: TileEnvironment = [:]
    for loop in loops {
      first[loop.start] = 0
      first[loop.size] = loop.step
      last[loop.start] = (loop.trips - 1) * loop.step
      last[loop.size] = loop.extent - (loop.trips - 1) * loop.step
    }
    return Cover(
      first: range.start.value(in: first),
      end: range.start.value(in: last) + range.count.value(in: last), extent: extent,
      isWhole: range.start == 0 && range.count == Linear(extent), isSingle: range.count == 1)
  }

  /// The innermost axis and what it can be merged with are columns, the next one rows; every other
  /// axis takes an instruction for each index.
  private func plan(_ covers: [Cover], _ direction: TransferDirection) -> AxisPlan {
    let meaning = direction.meaning
    var rest = Array(covers.indices)
    let columns = group(&rest, covers, limit: accelerator.range(of: .columns, in: meaning))
    // An axis of one index only moves the start.
    while let axis = rest.last, covers[axis].isSingle, covers[axis].isInside { rest.removeLast() }
    let rows = group(&rest, covers, limit: accelerator.range(of: .rows, in: meaning))
    rest.removeAll { covers[$0].isSingle && covers[$0].isInside }
    return (rest, rows, columns)
  }

  /// Takes the last axis of `rest` and all axes before it that are dense with it.
  private func group(
    _ rest: inout [Int], _ covers: [Cover], limit: ClosedRange<Int>
  ) -> [Int] {
    guard let last = rest.popLast() else { return [] }
    var group = [last]
    var count = covers[last].end - covers[last].first
    while let inner = group.first, covers[inner].isWhole, let next = rest.last, next == inner - 1,
      covers[next].isInside, limit.contains(count * covers[next].extent)
    {
      count *= covers[next].extent
      group.insert(next, at: 0)
      rest.removeLast()
    }
    return group
  }

  /// - Errors: more zeros are needed than the instruction has room for.
  private func check(
    _ covers: [Cover], _ plan: AxisPlan, _ transfer: TileTransfer
  ) throws(Diagnostic) {
    let sides: [([Int], Parameter, Parameter, String)] = [
      (plan.rows, .padTop, .padBottom, "rows"), (plan.columns, .padLeft, .padRight, "columns"),
    ]
    for (axes, before, after, what) in sides {
      guard axes.count == 1, let axis = axes.first else { continue }
      let needs = [
        (before, max(0, -covers[axis].first)),
        (after, max(0, covers[axis].end - covers[axis].extent)),
      ]
      for (parameter, need) in needs {
        let most = accelerator.range(of: parameter, in: .load).upperBound
        guard need > most else { continue }
        throw .error(
          "\(what) of `\(transfer.slice.value)` need \(need) zeros at one side, "
            + "but `\(parameter.rawValue)` of a load holds at most \(most)",
          hints: ["let the host pad the data, or keep this operator on the host"])
      }
    }
    for axis in plan.each where !covers[axis].isInside {
      throw .error("axis \(axis) of `\(transfer.slice.value)` is padded, but is no row or column")
    }
  }

}
