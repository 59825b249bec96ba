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
          var values = [Double?](repeating: nil, count: channels)
          box.forEachSample(
            cell / alignment.width, cell % alignment.width, shape[2], shape[3]
          ) { taps in
            if poll.isRequested(after: 8 + 4 * channels) { return false }
            for channel in 0 ..< channels {
              let base = (places[region] * channels + channel) * plane
              values[channel] = alignment.combined(
                values[channel], taps.map { $0.weight * x[base + $0.position] })
            }
            return true
          }
          if poll.isRequested(after: channels) { return }
          for channel in 0 ..< channels {
            let count = alignment.mode == .average ? Double(box.sampleCount) : 1
            out[(region * channels + channel) * cells + cell] = (values[channel] ?? 0) / count
          }
        }
      }
    }
    if Interruption.current.isRequested { throw .interrupted }
    return result.converted(to: elementType)
  }

}

/// The elements that a place lies between, with their weights; of no weight outside of the image.
private typealias RegionSample = [(position: Int, weight: Double)]

extension RegionAlignment {

  /// What was found in a cell with a sample between elements, whose weighted numbers are `parts`.
  fileprivate func combined(_ value: Double?, _ parts: [Double]) -> Double {
    guard mode == .maximum else { return parts.reduce(value ?? 0, +) }
    // The greatest of the weighted elements, not of their sums: so ONNX has it.
    return parts.reduce(value ?? -.infinity, max)
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

  /// How many samples a cell has, and at least one.
  var sampleCount: Int { max(1, grid.0 * grid.1) }

  /// Calls `body` with what each sample of a cell of an image of `height` and `width` is made of, until
  /// it gives false.
  func forEachSample(
    _ row: Int, _ column: Int, _ height: Int, _ width: Int, _ body: (RegionSample) -> Bool
  ) {
    for i in 0 ..< grid.0 {
      let y = start.0 + (Double(row) + (Double(i) + 0.5) / Double(grid.0)) * cell.0
      for j in 0 ..< grid.1 {
        let x = start.1 + (Double(column) + (Double(j) + 0.5) / Double(grid.1)) * cell.1
        let isInside = (-1 ... Double(height)).contains(y) && (-1 ... Double(width)).contains(x)
        guard isInside else {
          if !body([(0, 0)]) { return }
          continue
        }
        let across = taps(x, width)
        let sample = taps(y, height).flatMap { upper in
          across.map { (upper.position * width + $0.position, upper.weight * $0.weight) }
        }
        if !body(sample) { return }
      }
    }
  }

  /// The two elements that a place along an axis lies between.
  private func taps(_ place: Double, _ extent: Int) -> RegionSample {
    let inside = min(max(place, 0), Double(extent - 1))
    let low = Int(inside)
    let part = inside - Double(low)
    return [(low, 1 - part), (min(low + 1, extent - 1), part)]
  }

}
