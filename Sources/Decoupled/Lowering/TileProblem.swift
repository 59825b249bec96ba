import Support
import Tensors

/// What there is to cut into tiles: the extents of a computation, and what a tile takes of each
/// memory.
struct TileProblem: Sendable {

  let accelerator: Accelerator
  let extents: PerAxis

  /// The window over rows and columns, if there is one.
  let window: Window?

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
    window?.span(axis, of: size) ?? size
  }

  /// Elements of the data, of the weights and of the accumulators that one tile takes.
  func footprint(_ s: Schedule) -> (input: Int, weight: Int, accumulator: Int) {
    let data = s.size(.n) * reach(s.size(.y), 0) * reach(s.size(.x), 1)
    let result = s.size(.n) * s.size(.o) * s.size(.y) * s.size(.x)
    let sums = accumulators * result + channelConstants * s.size(.o)
    guard hasProduct, let window else {
      let isNarrow = accelerator.widening == nil
      let pooled = poolsAccumulator ? data * s.size(.o) : 0
      return (isNarrow ? max(data * s.size(.o), result) : 0, isNarrow ? 1 : 0, sums + pooled)
    }
    let weights = s.size(.o) * s.size(.c) * window.kernel.product
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

  /// What goes between DRAM and the memories in all tiles together.
  struct Traffic: Sendable {

    /// - Units: bytes.
    var data: Int
    var weights: Int
    var results: Int

    /// Instructions, and rows that are not dense in DRAM.
    var transfers: Int
    var rows: Int
  }

  func traffic(_ s: Schedule) -> Traffic {
    let need = footprint(s)
    let bytes = accelerator.input.dramElementBytes
    let channels = hasProduct ? s.size(.c) : s.size(.o)
    let data = s.size(.n) * channels * reach(s.size(.y), 0) * reach(s.size(.x), 1)
    let loads = s.repetitions(of: hasProduct ? [.n, .y, .x, .c] : [.n, .o, .y, .x])
    let weightLoads = hasProduct ? s.repetitions(of: [.o, .c]) : 0
    let stores = s.repetitions(of: [.n, .o, .y, .x])
    let operands = hasProduct || poolsAccumulator ? 1 : accumulators
    let isDense = s.trips(.x) == 1 && reach(s.size(.x), 1) <= s.extent(.x)
    let rows = isDense ? 0 : s.size(.n) * channels * reach(s.size(.y), 0) * loads
    let storedRows = s.trips(.x) == 1 ? 0 : s.size(.n) * s.size(.o) * s.size(.y) * stores
    return Traffic(
      data: data * bytes * loads * operands,
      weights: need.weight * accelerator.weight.dramElementBytes * weightLoads,
      results: s.size(.n) * s.size(.o) * s.size(.y) * s.size(.x) * bytes * stores,
      transfers: loads * (isDense ? 1 : s.size(.n) * channels) + weightLoads + stores,
      rows: rows + storedRows)
  }

  /// An estimate of how long it takes: what the slower of copying and computing takes, and the
  /// part of the other that nothing overlaps.
  /// - Units: cycles of a machine that moves 8 bytes or runs one micro-op in each.
  func cost(_ s: Schedule) -> Double {
    let traffic = traffic(s)
    let tiles = s.tileCount
    let bytes = traffic.data + traffic.weights + traffic.results
    let copying = bytes / 8 + traffic.transfers * 40 + traffic.rows * 4
    let sums = s.size(.n) * s.size(.o) * s.size(.y) * s.size(.x)
    let depth = hasProduct ? s.size(.c) * (window?.kernel.product ?? 1) : 1
    let results = s.repetitions(of: [.n, .o, .y, .x])
    let computing = sums * depth * tiles + results * (sums * 6 + 60) + tiles * 30
    let overlap = room(s) >= 2 ? tiles : 1
    return Double(max(copying, computing)) + Double(min(copying, computing)) / Double(overlap)
  }

}
