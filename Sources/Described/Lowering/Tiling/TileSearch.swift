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
    try forEach { sizes in
      guard problem.room(sizes) > 0 else { return }
      let cost = problem.cost(sizes)
      if best.map({ cost < $0.cost }) ?? true { best = (sizes, cost) }
    }
    guard let best else { throw try refusal }
    return best.sizes
  }

  /// Shows all sizes to `visit`, those that need the fewest trips first.
  private func forEach(_ visit: (TileSizes) -> Void) throws(Diagnostic) {
    var poll = Poll()
    for taps in tapSizes {
      for outputs in sizes(of: problem.outputs, fixed.outputs) {
        for inputs in inputSizes(taps, outputs) {
          for rows in sizes(of: problem.rows, fixed.rows) {
            for columns in sizes(of: problem.columns, fixed.columns) {
              try poll.check(after: 8)
              for keepsWeights in [true, false] {
                visit(
                  TileSizes(
                    rows: rows, columns: columns, outputs: outputs, inputs: inputs,
                    tapRows: taps.rows, tapColumns: taps.columns, keepsWeights: keepsWeights))
              }
            }
          }
        }
      }
    }
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

  /// What there is too little of for the tile that comes nearest.
  private var refusal: Diagnostic {
    get throws(Diagnostic) {
      var nearest: (sizes: TileSizes, lack: Double)?
      try forEach { sizes in
        let lack = problem.needs(of: sizes).map { Double($0.need) / Double(max(1, $0.part.count)) }
          .max()
        guard let lack, nearest.map({ lack < $0.lack }) ?? true else { return }
        nearest = (sizes, lack)
      }
      let lacking = nearest.map { problem.needs(of: $0.sizes) } ?? []
      let what = lacking.filter { $0.need > $0.part.count }.map {
        "\($0.need) places of `\($0.part.name)`, which has \($0.part.count)"
      }
      return .error("the smallest tile of it takes \(what.joined(separator: ", and "))")
    }
  }

}
