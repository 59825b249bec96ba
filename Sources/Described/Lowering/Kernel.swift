import Effects
import GraphIR
import Passes
import Tensors

/// What one composite computes, whatever machine runs it: steps that make rows of sums, and steps
/// that change them; the last one gives the result.
struct Kernel: Sendable {

  /// Such as `conv2d`; the last part of the name of the composite.
  var operation: String

  var steps: [Step] = []
  var result: ValueID
  var origin: Provenance

  struct Step: Sendable {
    var kind: Kind
    var origin: Provenance
  }

  enum Kind: Sendable {

    /// Sums of products of a window of the data with weights.
    case product(data: ValueID, weights: Tensor, TapWindow)

    /// All numbers of a window combined by `maximum` or `add`.
    case pool(ValueBinary, data: ValueID, TapWindow)

    /// Data as sums.
    case widen(ValueID)

    /// A function of each number of an earlier step and an operand.
    case apply(ValueBinary, Int, Operand)
  }

  /// The second operand of a function.
  enum Operand: Sendable {
    case number(Operation.Number)

    /// One number for each channel.
    case channels([Operation.Number])

    /// One number for each element, in the shape of the result.
    case elements(Tensor)

    /// A value with one number for each channel.
    case value(ValueID)

    case step(Int)
  }

}

/// Which value of a region: its place in the list.
struct ValueID: Hashable, Sendable {
  var index: Int
  init(_ index: Int) { self.index = index }
}

/// A tensor of a region, which lies on the host in blocks of channels.
struct RegionValue: Hashable, Sendable {

  var name: String

  /// As the program knows it.
  var shape: [Int]

  var element: ElementType

  /// Channels in a block, and whether the blocks of one position lie next to each other.
  var block: Int
  var isChannelsLast: Bool

  var origin: Provenance

  var channels: Int { shape.count > 1 ? shape[1] : shape.first ?? 1 }

  /// Images, blocks of channels, rows and columns.
  var extents: (images: Int, blocks: Int, rows: Int, columns: Int) {
    let full = (shape.count == 1 ? [1] + shape : shape) + [1, 1, 1, 1]
    return (full[0], (full[1] + block - 1) / block, full[2], full[3])
  }

  /// The same as a list.
  var places: [Int] {
    let (images, blocks, rows, columns) = extents
    return [images, blocks, rows, columns]
  }

  var layout: BlockedLayout { BlockedLayout(block: block, isChannelsLast: isChannelsLast) }

  /// - Units: bytes of a row of one block.
  var rowBytes: Int { block * element.byteSize }

  /// - Units: bytes from a row of a block to that of the next column, and of the next block where
  ///   there is one position.
  var columnStep: Int { isChannelsLast ? extents.blocks * rowBytes : rowBytes }

  /// - Units: bytes on the host.
  var byteCount: Int {
    let (images, blocks, rows, columns) = extents
    return images * blocks * rows * columns * rowBytes
  }

  /// How many rows of `lanes` channels a position has; blocks are multiples of such rows.
  func rowCount(of lanes: Int) -> Int { extents.blocks * (block / lanes) }

  /// The row of `lanes` channels at `part`; the same of other columns follow, `stride` columns apart.
  /// - Parameter address: where the value stands.
  func row(
    of lanes: Int, _ part: Int, in place: (image: Int, row: Int, column: Int), at address: Int,
    stride: Int = 1
  ) -> HostRows {
    let channel = part * lanes
    let block = offset(place.image, channel / self.block, place.row, place.column)
    return HostRows(
      address: address + block + channel % self.block * element.byteSize,
      stride: stride * columnStep, lanes: lanes, element: element)
  }

  /// How far behind the first byte a row of one block stands.
  private func offset(_ image: Int, _ block: Int, _ row: Int, _ column: Int) -> Int {
    let (_, blocks, rows, columns) = extents
    let place =
      isChannelsLast
      ? ((image * rows + row) * columns + column) * blocks + block
      : ((image * blocks + block) * rows + row) * columns + column
    return place * rowBytes
  }

}

/// A region as kernels that read values and give values.
struct KernelRegion: Sendable {

  /// Of the accelerator, and of the function of the module.
  var target: String
  var name: String

  var values: [RegionValue] = []

  /// The values that the parameters of the function are, and those that it gives.
  var inputs: [ValueID] = []
  var outputs: [ValueID] = []

  /// Whether the function gives a tuple.
  var givesTuple = false

  var kernels: [Kernel] = []

  subscript(id: ValueID) -> RegionValue { values[id.index] }

}
