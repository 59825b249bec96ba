import Support

/// How the elements of regions become grids of one size.
public struct RegionAlignment: Sendable, Hashable {

  /// What becomes of the samples in a cell of the grid.
  public enum Mode: String, Sendable { case average = "avg", maximum = "max" }

  public var mode: Mode

  /// The extents of a grid.
  public var height: Int
  public var width: Int

  /// How many samples a cell has along each axis; 0 for as many as its elements.
  public var samples: Int

  /// What coordinates of regions are multiplied by.
  public var scale: Double

  /// Whether 0 is the outer edge of the first element, and not its middle.
  public var isHalfPixel: Bool

  public init(
    _ mode: Mode, height: Int, width: Int, samples: Int, scale: Double, isHalfPixel: Bool
  ) {
    self.mode = mode
    self.height = height
    self.width = width
    self.samples = samples
    self.scale = scale
    self.isHalfPixel = isHalfPixel
  }

}

extension Tensor {

  /// The elements in `regions` of images, each as a grid of one size, read between elements. Sums are
  /// formed in `float64` and rounded once.
  /// - Shapes: [images, channels, height, width], regions [n, 4] as x, y of two corners, `images` [n]
  ///   → [n, channels, grid height, grid width]
  /// - Errors: Extents do not go together, an image does not exist, or elements are not floats.
  /// - Source: ONNX, operator RoiAlign.
  public func aligned(
    _ regions: Tensor, of images: Tensor, _ alignment: RegionAlignment
  ) throws(TensorError) -> Tensor {
    guard elementType.isFloat, regions.elementType.isFloat else {
      throw .type("regions of \(regions.elementType)", elementType)
    }
    guard rank == 4, shape[2] > 0, shape[3] > 0, regions.rank == 2, regions.shape[1] == 4,
      images.shape == [regions.shape[0]]
    else { throw .shapes("regions", shape, regions.shape) }
    let places = try images.positions(below: shape[0])
    let (count, channels) = (regions.shape[0], shape[1])
    let extents = [count, channels, alignment.height, alignment.width]
    try Tensor.roomForElements(extents, of: .float64)
    try Tensor.roomForElements(shape, of: .float64)
    let (x, corners) = (doubles, regions.doubles)
    var boxes: [RegionBox] = []
    for region in 0 ..< count {
      boxes.append(try RegionBox(Array(corners[region * 4 ..< region * 4 + 4]), alignment))
    }
    let plane = shape[2] * shape[3]
    let cells = alignment.height * alignment.width
    let result = Tensor(.float64, extents, of: Double.self) { out in
      var poll = Poll()
      for (region, box) in boxes.enumerated() {
        for cell in 0 ..< cells {
          let samples = box.samples(
            cell / alignment.width, cell % alignment.width, shape[2], shape[3], &poll)
          for channel in 0 ..< channels {
            if poll.isRequested(after: samples.count * 4) { return }
            let base = (places[region] * channels + channel) * plane
            out[(region * channels + channel) * cells + cell] = alignment.combined(samples) {
              x[base + $0]
            }
          }
        }
      }
    }
    if Interruption.current.isRequested { throw .interrupted }
    return result.converted(to: elementType)
  }

}

/// One place between four elements: their positions and weights; empty outside of the image.
private typealias RegionSample = [(position: Int, weight: Double)]

extension RegionAlignment {

  /// The value of a cell with these samples.
  fileprivate func combined(_ samples: [RegionSample], _ element: (Int) -> Double) -> Double {
    guard mode == .maximum else {
      let sum = samples.reduce(0) { sum, taps in
        taps.reduce(sum) { $0 + $1.weight * element($1.position) }
      }
      return sum / Double(max(1, samples.count))
    }
    // The greatest of the weighted elements, not of their sums: so ONNX has it.
    return samples.map { taps in taps.map { $0.weight * element($0.position) }.max() ?? 0 }.max()
      ?? 0
  }

}

/// A region in the coordinates of elements.
private struct RegionBox {

  /// The first corner, and the extents of a cell: along rows, then along columns.
  let start: (Double, Double)
  let cell: (Double, Double)

  /// How many samples a cell has along both.
  let grid: (Int, Int)

  /// More samples than this along an axis are refused.
  private static let limit = 1 << 12

  init(_ corners: [Double], _ alignment: RegionAlignment) throws(TensorError) {
    let shift = alignment.isHalfPixel ? 0.5 : 0
    let edges = corners.map { $0 * alignment.scale - shift }
    var (width, height) = (edges[2] - edges[0], edges[3] - edges[1])
    if !alignment.isHalfPixel { (width, height) = (max(1, width), max(1, height)) }
    start = (edges[1], edges[0])
    cell = (height / Double(alignment.height), width / Double(alignment.width))
    func samples(_ extent: Double) throws(TensorError) -> Int {
      let count = alignment.samples > 0 ? Double(alignment.samples) : extent.rounded(.up)
      guard count <= Double(Self.limit) else {
        throw .parameter("a cell of a region with \(count) samples along an axis")
      }
      return count > 0 ? Int(count) : 0
    }
    grid = (try samples(cell.0), try samples(cell.1))
  }

  /// The samples of the cell in `row` and `column` of an image of `height` and `width`.
  func samples(
    _ row: Int, _ column: Int, _ height: Int, _ width: Int, _ poll: inout Poll
  ) -> [RegionSample] {
    var result: [RegionSample] = []
    for i in 0 ..< grid.0 {
      let y = start.0 + (Double(row) + (Double(i) + 0.5) / Double(grid.0)) * cell.0
      for j in 0 ..< grid.1 {
        if poll.isRequested(after: 8) { return result }
        let x = start.1 + (Double(column) + (Double(j) + 0.5) / Double(grid.1)) * cell.1
        guard (-1 ... Double(height)).contains(y), (-1 ... Double(width)).contains(x) else {
          result.append([(0, 0)])
          continue
        }
        result.append(
          taps(y, height).flatMap { upper in
            taps(x, width).map { (upper.position * width + $0.position, upper.weight * $0.weight) }
          })
      }
    }
    return result
  }

  /// The two elements that a place along an axis lies between.
  private func taps(_ place: Double, _ extent: Int) -> RegionSample {
    let inside = min(max(place, 0), Double(extent - 1))
    let low = Int(inside)
    let part = inside - Double(low)
    return [(low, 1 - part), (min(low + 1, extent - 1), part)]
  }

}
