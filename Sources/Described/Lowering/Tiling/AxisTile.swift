import Support

/// Which places of the data a tile needs along one axis, and in which order a memory has them.
///
/// A window that moves by more than one place meets the data in phases: the places of a phase follow
/// each other in the memory, so that neighbours of the result read neighbours.
struct AxisTile: Hashable, Sendable {

  /// Places of the data a stride apart.
  struct Run: Hashable, Sendable {

    /// Of the data.
    var first: Int
    var count: Int

    /// In the memory, of the first of them.
    var offset: Int
  }

  /// How far the window moves, and how many places are before the data.
  let stride: Int
  let pad: Int

  /// Of the data.
  let extent: Int

  /// One for each phase.
  private(set) var runs: [Run] = []

  /// How many places there are together.
  private(set) var count = 0

  /// - Parameter outputs: places of the result.
  /// - Parameter taps: places of the window, a `dilation` apart in the data.
  init(
    outputs: Range<Int>, taps: Range<Int>, stride: Int, pad: Int, dilation: Int, extent: Int
  ) {
    self.stride = stride
    self.pad = pad
    self.extent = extent
    for phase in 0 ..< stride {
      let offsets = taps.map { $0 * dilation - pad }.filter { modulo($0, stride) == phase }
      guard let least = offsets.min(), let most = offsets.max(), !outputs.isEmpty else {
        runs.append(Run(first: 0, count: 0, offset: count))
        continue
      }
      let low = max(outputs.lowerBound * stride + least, phase)
      let high = (outputs.upperBound - 1) * stride + most
      let last = min(high, extent - 1 - modulo(extent - 1 - phase, stride))
      let places = last < low ? 0 : (last - low) / stride + 1
      runs.append(Run(first: low, count: places, offset: count))
      count += places
    }
  }

  /// Where the place of the data is that `output` meets at `offset`, the place of the tap behind that
  /// of the window; nil for one that the data does not have.
  func place(of output: Int, at offset: Int) -> Int? {
    let place = output * stride + offset - pad
    guard 0 ..< extent ~= place else { return nil }
    let run = runs[modulo(place, stride)]
    return run.offset + (place - run.first) / stride
  }

  /// Those of `outputs` that meet a place of the data at `offset`.
  func outputs(_ outputs: Range<Int>, meetingAt offset: Int) -> Range<Int> {
    let low = max(outputs.lowerBound, ceilDivision(pad - offset, stride))
    let high = min(outputs.upperBound, ceilDivision(extent + pad - offset, stride))
    return low ..< max(low, high)
  }

}

/// The remainder that is not negative.
func modulo(_ a: Int, _ b: Int) -> Int {
  let rest = a % b
  return rest < 0 ? rest + b : rest
}

/// The least number that is not less than the quotient.
func ceilDivision(_ a: Int, _ b: Int) -> Int { (a + b - 1 - modulo(a + b - 1, b)) / b }
