import Diagnostics
import Tensors

extension TileProblem {

  /// What there is to cut of `kernel`, which is done by `plan`.
  /// - Errors: it has more than one window.
  init(
    _ kernel: Kernel, in region: KernelRegion, by plan: KernelPlan, for machine: OperationMachine
  ) throws(Diagnostic) {
    let windows = kernel.steps.compactMap(\.window)
    guard windows.count <= 1 else {
      throw .error("more than one window in one composite can not be lowered")
    }
    let contractions = plan.actions.compactMap(\.kind.contraction)
    let main = contractions.first { $0.weights.isDense || $0.window.kernel != [1, 1] }
    let first = main ?? contractions.first
    let source = first?.data ?? plan.pool?.value
    let result = region[kernel.result].extents
    let isDense = first?.weights.isDense ?? false
    let value = source.map { region[$0] } ?? region[kernel.result]
    let data = value.extents
    self.machine = machine
    images = result.images
    // All of the last block of a value is written, so that whoever reads more lanes reads numbers.
    outputs = region[kernel.result].rowCount(of: machine.lanes)
    rows = result.rows
    columns = result.columns
    inputs =
      isDense ? ceilDivision(value.channels, machine.depth) : value.rowCount(of: machine.lanes)
    window = first?.window ?? plan.pool?.window ?? TapWindow(kernel: [1, 1])
    dataRows = data.rows
    dataColumns = data.columns
    product = first == nil ? .none : isDense ? .dense : .diagonal
    hasOtherProducts = contractions.count > 1
    buffers = plan.buffers
    dataBuffers = plan.pool == nil ? 0 : 1
    constantRows = plan.rows.count
    isOrdered = machine.sums.element.isFloat
  }

  /// What a tile takes and what moves, for readers.
  func notes(_ sizes: TileSizes) -> [String] {
    let need = footprint(sizes)
    let parts: [(OperationMachine.Part, Int)] =
      machine.data == machine.weights
      ? [(machine.data, need.data + need.weights), (machine.sums, need.sums)]
      : [(machine.data, need.data), (machine.weights, need.weights), (machine.sums, need.sums)]
    let takes = parts.filter { $0.1 > 0 }.map { "\($0.0.name) \($0.1) of \($0.0.count)" }
    let count =
      images * ceilDivision(outputs, sizes.outputs) * ceilDivision(rows, sizes.rows)
      * ceilDivision(columns, sizes.columns)
    let tiles = count == 1 ? "1 tile, which" : "\(count) tiles, each"
    let room = room(sizes)
    let reason = room > 1 ? "room for \(room), so copies and sums overlap" : "no room for two"
    return ["\(tiles) takes \(takes.joined(separator: ", ")): \(reason)"]
  }

}
