import Support
import Tensors

/// What there is to cut into tiles: the extents of a kernel, and what a tile takes of each memory.
struct TileProblem: Sendable {

  let machine: OperationMachine

  /// Of the result: images, rows of sums for the channels of one position, rows and columns.
  let images: Int
  let outputs: Int
  let rows: Int
  let columns: Int

  /// Rows of the data of one position that are summed for one row of the result.
  let inputs: Int

  /// Over rows and columns of the data, which have these extents.
  let window: TapWindow
  let dataRows: Int
  let dataColumns: Int

  /// What a tile multiplies; and whether there are products with ones besides.
  let product: Product
  let hasOtherProducts: Bool

  /// How many buffers of the tile's size there are among the sums, and how many of the data's.
  let buffers: Int
  let dataBuffers: Int

  /// Rows of sums that hold constants for one block of the result.
  let constantRows: Int

  /// Whether sums have one order, so that all taps of a block of inputs come one after the other.
  let isOrdered: Bool

  enum Product: Sendable { case none, dense, diagonal }

  /// What a tile takes of each memory.
  /// - Units: places.
  struct Footprint: Sendable {
    var data: Int
    var weights: Int
    var sums: Int
  }

  func reach(_ size: Int, _ axis: Int, taps: Int) -> Int {
    let (stride, dilation) = (window.strides[axis], window.dilations[axis])
    let extent = axis == 0 ? dataRows : dataColumns
    let span = (taps - 1) * dilation + 1
    // Where the window leaves places out, only those are there that some tap meets.
    let needed = dilation == 1 && stride > taps ? size * taps : (size - 1) * stride + span
    return min(extent, needed)
  }

  func footprint(_ s: TileSizes) -> Footprint {
    let dataRows = reach(s.rows, 0, taps: s.tapRows)
    let area = dataRows * reach(s.columns, 1, taps: s.tapColumns)
    let tile = s.outputs * s.rows * s.columns
    let blocks = s.outputs * s.inputs * s.tapRows * s.tapColumns
    let other = hasOtherProducts ? s.rows * s.columns : 0
    let rows = product == .dense ? s.inputs : machine.mostDataRows(of: s.inputs)
    let data = product == .none ? 0 : max(rows * area, machine.mostDataRows(of: s.inputs) * other)
    let ones = product == .diagonal || hasOtherProducts ? machine.distances.count : 0
    let weights = product == .none ? 0 : max(product == .dense ? blocks : 0, ones)
    return Footprint(
      data: data, weights: weights * machine.blockPlaces,
      sums: buffers * tile + (dataBuffers * area + constantRows) * s.outputs)
  }

  /// How many tiles of this size the memories have room for at a time; 0 where not even one fits.
  func room(_ s: TileSizes) -> Int {
    needs(of: s).filter { $0.need > 0 }.map { $0.part.count / $0.need }.min() ?? 1
  }

  /// How many places of each memory a tile of this size takes.
  func needs(of s: TileSizes) -> [(part: OperationMachine.Part, need: Int)] {
    let need = footprint(s)
    if machine.data == machine.weights {
      return [(machine.data, need.data + need.weights), (machine.sums, need.sums)]
    }
    return [(machine.data, need.data), (machine.weights, need.weights), (machine.sums, need.sums)]
  }

  /// An estimate of how long it takes: the slower of copying and computing, and the part of the other
  /// that nothing overlaps.
  /// - Units: cycles of a machine that moves 8 bytes, or a row of numbers, in each.
  func cost(_ s: TileSizes) -> Double {
    let need = footprint(s)
    let outputTrips = ceilDivision(outputs, s.outputs)
    let placeTrips = images * ceilDivision(rows, s.rows) * ceilDivision(columns, s.columns)
    let tapRows = ceilDivision(window.kernel[0], s.tapRows)
    let taps = tapRows * ceilDivision(window.kernel[1], s.tapColumns)
    let sums = ceilDivision(product == .dense ? inputs : s.outputs, s.inputs)
    let tiles = outputTrips * placeTrips
    let steps = tiles * max(1, sums) * taps
    // What is in a memory whole is loaded once for all tiles of the inner loop.
    let weightLoads = s.keepsWeights && sums * taps == 1 ? outputTrips : steps
    let dataLoads = !s.keepsWeights && sums * taps == 1 ? placeTrips : steps
    let size = machine.data.element.byteSize
    let (rowBytes, dataRowBytes) = (machine.lanes * size, machine.depth * size)
    let area = s.outputs * s.rows * s.columns
    let dense = s.columns == columns && window.strides[1] == 1
    let dataRuns = s.inputs * (dense ? 1 : reach(s.rows, 0, taps: s.tapRows) * window.strides[1])
    let dataTime = need.data * dataRowBytes / 8 + dataRuns * 16
    let weightTime = need.weights / machine.blockPlaces * machine.blockBytes / 8 + 16
    let resultTime = area * rowBytes / 8 + s.outputs * 16
    let copying = dataLoads * dataTime + weightLoads * weightTime + tiles * resultTime
    let products = product == .none ? 0 : product == .dense ? s.inputs : 1
    let runs = s.outputs * products * s.tapRows * s.tapColumns
    let rowTime = s.columns + (isMerged(s) ? 0 : 4)
    let multiplying = steps * runs * (s.rows * rowTime + 4)
    let computing = multiplying + tiles * (area * 4 + 40)
    let overlap = room(s) >= 2 ? max(1, steps) : 1
    return Double(max(copying, computing)) + Double(min(copying, computing)) / Double(overlap)
  }

  /// Whether rows of a tile follow each other in the data as in the result.
  private func isMerged(_ s: TileSizes) -> Bool {
    window.kernel == [1, 1] && s.columns == columns
  }

}
