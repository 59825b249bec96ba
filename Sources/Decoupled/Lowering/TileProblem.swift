import TargetKit

/// What there is to cut into tiles: the extents of a computation, and what a tile takes of each
/// memory.
struct TileProblem: Sendable {

  let accelerator: Accelerator
  let extents: [Schedule.Axis: Int]

  /// The window over rows and columns, if there is one.
  let geometry: Computation.Geometry?

  /// Whether there is a product with weights.
  let hasProduct: Bool

  /// How many accumulators a tile needs that have the form of the result.
  let accumulators: Int

  /// How many constants with one number for each channel.
  let channelConstants: Int

  /// Whether the window is over an accumulator.
  let poolsAccumulator: Bool

  /// Rows or columns of data that `size` of the result need.
  func reach(_ size: Int, _ axis: Int) -> Int {
    guard let geometry else { return size }
    return (size - 1) * geometry.strides[axis] + geometry.kernel[axis]
  }

  /// Elements of the data, of the weights and of the accumulators that one tile takes.
  func footprint(_ s: Schedule) -> (input: Int, weight: Int, accumulator: Int) {
    let data = s.size(.n) * reach(s.size(.y), 0) * reach(s.size(.x), 1)
    let result = s.size(.n) * s.size(.o) * s.size(.y) * s.size(.x)
    let sums = accumulators * result + channelConstants * s.size(.o)
    guard hasProduct, let geometry else {
      let isNarrow = accelerator.widening == nil
      let window = poolsAccumulator ? data * s.size(.o) : 0
      return (isNarrow ? max(data * s.size(.o), result) : 0, isNarrow ? 1 : 0, sums + window)
    }
    let weights = s.size(.o) * s.size(.c) * geometry.kernel.reduce(1, *)
    return (data * s.size(.c), weights, sums)
  }

  /// How many tiles of this size each memory has room for; 0 where not even one fits.
  func room(_ s: Schedule) -> Int {
    let need = footprint(s)
    let pairs = [
      (accelerator.input.depth, need.input), (accelerator.weight.depth, need.weight),
      (accelerator.accumulator.depth, need.accumulator),
    ]
    return pairs.filter { $0.1 > 0 }.map { $0.0 / $0.1 }.min() ?? 1
  }

  /// An estimate of how long it takes: what the slower of copying and computing takes, and the
  /// part of copying that nothing overlaps.
  /// - Units: cycles of a machine that moves 8 bytes and runs one micro-op in each.
  func cost(_ s: Schedule) -> Double {
    let need = footprint(s)
    let tiles = Double(s.tileCount)
    let dataAxes: Set<Schedule.Axis> = hasProduct ? [.n, .y, .x, .c] : [.n, .o, .y, .x]
    let dataLoads = Double(s.repetitions(of: dataAxes))
    let weightLoads = Double(s.repetitions(of: [.o, .c]))
    let inputBytes = Double(accelerator.input.dramElementBytes)
    let dataBytes =
      (hasProduct ? Double(need.input) : Double(need.accumulator)) * inputBytes * dataLoads
    let weightBytes = Double(need.weight * accelerator.weight.dramElementBytes) * weightLoads
    let sums = Double(s.size(.n) * s.size(.o) * s.size(.y) * s.size(.x))
    let products = hasProduct ? Double(need.weight * s.size(.n) * s.size(.y) * s.size(.x)) : sums
    let resultTiles = Double(s.repetitions(of: [.n, .o, .y, .x]))
    let transfers =
      dataLoads * Double(s.size(.n) * s.size(.c)) + weightLoads
      + resultTiles * Double(s.size(.o))
    let copying =
      (dataBytes + weightBytes) / 8 + sums * resultTiles * inputBytes / 8 + transfers * 40
    let computing = products * tiles + resultTiles * (sums * 6 + 60) + tiles * 30
    let overlap = room(s) >= 2 ? tiles : 1
    return max(copying, computing) + min(copying, computing) / overlap
  }

}
