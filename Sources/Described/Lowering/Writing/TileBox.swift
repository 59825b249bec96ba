import Effects

/// The part of a result that one tile is.
struct TileBox: Hashable, Sendable {
  var image: Int
  var outputs: Range<Int>
  var rows: Range<Int>
  var columns: Range<Int>

  /// How many rows of sums it has.
  var count: Int { outputs.count * rows.count * columns.count }

  /// Where in a buffer of it a place of the result is.
  func place(_ output: Int, _ row: Int, _ column: Int) -> Int {
    let line = (output - outputs.lowerBound) * rows.count + row - rows.lowerBound
    return line * columns.count + column - columns.lowerBound
  }
}

/// Taps of a window that are summed at a time.
struct TapGroup: Hashable, Sendable {
  var rows: Range<Int>
  var columns: Range<Int>

  struct Tap: Hashable, Sendable {
    var row: Int
    var column: Int
  }

  var taps: [Tap] { rows.flatMap { row in columns.map { Tap(row: row, column: $0) } } }

  /// Where a tap is among those of the group.
  func place(of tap: Tap) -> Int {
    (tap.row - rows.lowerBound) * columns.count + tap.column - columns.lowerBound
  }
}

/// What a place of a memory may hold.
enum PlaceKey: Hashable, Sendable {
  case data(ValueID, image: Int, blocks: Range<Int>, AxisTile, AxisTile)
  case weights(address: Int, outputs: Range<Int>, inputs: Range<Int>, TapGroup)
  case row(KernelPlan.RowSource, image: Int, blocks: Range<Int>)
}

extension Range<Int> {
  /// The range in pieces of at most `size`.
  func pieces(of size: Int) -> [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: Swift.max(1, size)).map {
      $0 ..< Swift.min($0 + Swift.max(1, size), upperBound)
    }
  }
}
