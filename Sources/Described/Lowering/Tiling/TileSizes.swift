/// How a kernel is cut: how much of each extent a tile has.
struct TileSizes: Hashable, Sendable {

  /// Of the result.
  var rows: Int
  var columns: Int

  /// Blocks of channels of the result.
  var outputs: Int

  /// Blocks of channels of the data that are summed at a time.
  var inputs: Int

  /// Taps of the window that are summed at a time: whole rows of it, or a part of one row.
  var tapRows: Int
  var tapColumns: Int

  /// Whether the blocks of the result are the outer loop, so that weights stay; otherwise rows and
  /// columns are, so that data stays.
  var keepsWeights: Bool

  /// What somebody has set; nil where the search is free.
  struct Fixed: Hashable, Sendable {
    var rows: Int?
    var columns: Int?
    var outputs: Int?
    var inputs: Int?
    init() {}
  }

}
