import Diagnostics
import Effects
import Passes
import Tensors

extension KernelWriter {

  /// Writes what one action does for a tile.
  mutating func write(
    _ kind: KernelPlan.Kind, _ box: TileBox, _ origin: Provenance
  ) throws(Diagnostic) {
    switch kind {
    case .begin(let buffer, let beginning): begin(buffer, beginning, box, origin)
    case .contract(let contraction, let buffer, let begins):
      try contract(contraction, into: buffer, begins: begins, box, origin)
    case .load(let value, let buffer, let adds): load(value, into: buffer, adds, box, origin)
    case .loadElements(let tensor, let buffer): loadElements(tensor, into: buffer, box, origin)
    case .poolLoaded(let function, let value, let window, let buffer):
      pool(function, value, window, into: buffer, box, origin)
    case .poolMultiplied(let function, let contraction, let other, let buffer):
      try pool(function, contraction, through: other, into: buffer, box, origin)
    case .apply(let function, let buffer, let number):
      append(.apply(function, sumRows(buffer, box), constant: number), origin)
    case .applyRow(let function, let buffer, let source):
      for output in box.outputs {
        guard let row = row(source, box, output) else { continue }
        append(.applyRow(function, sumRows(buffer, box, output), row: row), origin)
      }
    case .combine(let function, let buffer, let other):
      append(.combine(function, sumRows(buffer, box), sumRows(other, box)), origin)
    }
  }

  mutating func begin(
    _ buffer: KernelPlan.Buffer, _ beginning: KernelPlan.Beginning, _ box: TileBox,
    _ origin: Provenance
  ) {
    switch beginning {
    case .number(let number): append(.fill(sumRows(buffer, box), number.integer ?? 0), origin)
    case .row(let source):
      for output in box.outputs {
        append(
          .spread(sumRows(buffer, box, output), address: address(of: source, output)), origin)
      }
    }
  }

  /// All of a value that has the form of the result.
  private mutating func load(
    _ value: ValueID, into buffer: KernelPlan.Buffer, _ adds: Bool, _ box: TileBox,
    _ origin: Provenance
  ) {
    let source = region[value]
    for output in box.outputs {
      for row in box.rows {
        let from = source.row(
          of: machine.lanes, output, in: (box.image, row, box.columns.lowerBound), at: host[value])
        append(
          .load(sumRows(buffer, box, output, row, box.columns), from, adds: adds), origin)
      }
    }
  }

  private mutating func loadElements(
    _ tensor: Tensor, into buffer: KernelPlan.Buffer, _ box: TileBox, _ origin: Provenance
  ) {
    var like = result
    like.element = machine.sums.element
    let bytes = ConstantPacking(machine: machine).elements(tensor, like: like)
    let first = address(ofElements: bytes)
    for output in box.outputs {
      for row in box.rows {
        let from = like.row(
          of: machine.lanes, output, in: (box.image, row, box.columns.lowerBound), at: first)
        append(
          .load(sumRows(buffer, box, output, row, box.columns), from, adds: false), origin)
      }
    }
  }

  // MARK: Windows

  /// What a tile needs of the data along rows and columns, for some taps of a window.
  func dataTile(
    _ value: ValueID, _ window: TapWindow, _ box: TileBox, _ group: TapGroup
  ) -> (rows: AxisTile, columns: AxisTile) {
    let extents = region[value].extents
    let rows = AxisTile(
      outputs: box.rows, taps: group.rows, stride: window.strides[0], pad: window.padsBegin[0],
      dilation: window.dilations[0], extent: extents.rows)
    let columns = AxisTile(
      outputs: box.columns, taps: group.columns, stride: window.strides[1],
      pad: window.padsBegin[1], dilation: window.dilations[1], extent: extents.columns)
    return (rows, columns)
  }

  /// The same for all taps.
  func wholeTile(
    _ value: ValueID, _ window: TapWindow, _ box: TileBox
  ) -> (rows: AxisTile, columns: AxisTile) {
    dataTile(
      value, window, box,
      TapGroup(rows: 0 ..< window.kernel[0], columns: 0 ..< window.kernel[1]))
  }

  /// Loads rows of `lanes` channels of a value in the order of a tile to places from `first` on.
  mutating func loadData(
    _ value: ValueID, of lanes: Int, _ image: Int, _ parts: Range<Int>, _ rows: AxisTile,
    _ columns: AxisTile, to memory: StateID, _ first: Int, _ origin: Provenance
  ) {
    let source = region[value]
    var place = first
    for part in parts {
      for rowRun in rows.runs {
        for index in 0 ..< rowRun.count {
          let row = rowRun.first + index * rows.stride
          for run in columns.runs where run.count > 0 {
            let from = source.row(
              of: lanes, part, in: (image, row, run.first), at: host[value], stride: columns.stride)
            append(.load(Rows(memory, place, count: run.count), from, adds: false), origin)
            place += run.count
          }
        }
      }
    }
  }

  /// Rows of a buffer and the places of a data tile that they meet at a tap, one pair for each row.
  func meetings(
    _ tap: TapGroup.Tap, _ window: TapWindow, _ tile: (rows: AxisTile, columns: AxisTile),
    _ buffer: KernelPlan.Buffer, _ box: TileBox, _ output: Int
  ) -> [(sums: Rows, place: Int)] {
    let (row, column) = (tap.row * window.dilations[0], tap.column * window.dilations[1])
    let columns = tile.columns.outputs(box.columns, meetingAt: column)
    guard !columns.isEmpty,
      let first = tile.columns.place(of: columns.lowerBound, at: column)
    else { return [] }
    return box.rows.compactMap { y in
      tile.rows.place(of: y, at: row).map { place in
        (sumRows(buffer, box, output, y, columns), place * tile.columns.count + first)
      }
    }
  }

  private mutating func pool(
    _ function: ValueBinary, _ value: ValueID, _ window: TapWindow,
    into buffer: KernelPlan.Buffer, _ box: TileBox, _ origin: Provenance
  ) {
    let group = TapGroup(rows: 0 ..< window.kernel[0], columns: 0 ..< window.kernel[1])
    let tile = wholeTile(value, window, box)
    let size = tile.rows.count * tile.columns.count
    for output in box.outputs {
      let first = pooledPlace(box, output, size)
      loadData(
        value, of: machine.lanes, box.image, output ..< output + 1, tile.rows, tile.columns,
        to: machine.sums.id, first, origin)
    }
    for output in box.outputs {
      let first = pooledPlace(box, output, size)
      for tap in group.taps {
        for (sums, place) in meetings(tap, window, tile, buffer, box, output) {
          let data = Rows(machine.sums.id, first + place, count: sums.count)
          append(.combine(function, sums, data), origin)
        }
      }
    }
  }

}
