import Diagnostics
import Support
import Tensors

/// Finds the sizes that cost least among those that fit.
struct TileSearch: Sendable {

  let problem: TileProblem
  let fixed: TileSizes.Fixed

  /// - Errors: not even the smallest tile fits.
  /// - Cost: as many estimates as there are ways to cut, some thousands for most kernels.
  func best() throws(Diagnostic) -> TileSizes {
    var best: (sizes: TileSizes, cost: Double)?
    var poll = Poll()
    for taps in tapSizes {
      for outputs in sizes(of: problem.outputs, fixed.outputs) {
        for inputs in inputSizes(taps, outputs) {
          for rows in sizes(of: problem.rows, fixed.rows) {
            for columns in sizes(of: problem.columns, fixed.columns) {
              try poll.check(after: 8)
              for keepsWeights in [true, false] {
                let sizes = TileSizes(
                  rows: rows, columns: columns, outputs: outputs, inputs: inputs,
                  tapRows: taps.rows, tapColumns: taps.columns, keepsWeights: keepsWeights)
                guard problem.room(sizes) > 0 else { continue }
                let cost = problem.cost(sizes)
                if best.map({ cost < $0.cost }) ?? true { best = (sizes, cost) }
              }
            }
          }
        }
      }
    }
    guard let best else { throw refusal }
    return best.sizes
  }

  /// All taps, whole rows of them, or parts of one row.
  private var tapSizes: [(rows: Int, columns: Int)] {
    let (rows, columns) = (problem.window.kernel[0], problem.window.kernel[1])
    guard problem.product != .none else { return [(rows, columns)] }
    return sizes(of: rows, nil).map { ($0, columns) }
      + sizes(of: columns, nil).filter { $0 < columns }.map { (1, $0) }
  }

  private func inputSizes(_ taps: (rows: Int, columns: Int), _ outputs: Int) -> [Int] {
    guard problem.product != .none else { return [1] }
    let extent = problem.product == .dense ? problem.inputs : outputs
    let all = sizes(of: extent, fixed.inputs.map { min($0, extent) })
    let hasAllTaps = [taps.rows, taps.columns] == problem.window.kernel
    return problem.isOrdered && !hasAllTaps ? all.filter { $0 == 1 } : all
  }

  /// For each number of trips the least size that needs no more.
  private func sizes(of extent: Int, _ fixed: Int?) -> [Int] {
    if let fixed { return [min(fixed, extent)] }
    var result: [Int] = []
    var size = extent
    while size >= 1 {
      let trips = ceilDivision(extent, size)
      result.append(ceilDivision(extent, trips))
      // The greatest size that needs more trips.
      size = ceilDivision(extent, trips) - 1
    }
    return result
  }

  private var refusal: Diagnostic {
    let least = TileSizes(
      rows: fixed.rows ?? 1, columns: fixed.columns ?? 1, outputs: fixed.outputs ?? 1,
      inputs: fixed.inputs ?? 1, tapRows: 1, tapColumns: 1, keepsWeights: true)
    let need = problem.footprint(least)
    let machine = problem.machine
    let parts = [
      (machine.data, need.data), (machine.weights, need.weights), (machine.sums, need.sums),
    ]
    let lacking = parts.filter { $0.1 > $0.0.count }.map {
      "\($0.1) places of `\($0.0.name)`, which has \($0.0.count)"
    }
    let what =
      lacking.isEmpty
      ? "more of `\(machine.data.name)` than there is" : lacking.joined(separator: ", and ")
    return .error("the smallest tile of it takes \(what)")
  }

}
