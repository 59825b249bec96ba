import Support

/// How the positions of one axis are made of the positions that it had: position `i` is the sum of
/// `weights[i][j]` times position `sources[i][j]`.
public struct AxisWeights: Sendable {

  public let axis: Int
  public var sources: [[Int]] = []
  public var weights: [[Double]] = []

  public init(axis: Int) { self.axis = axis }

  /// For each position the one source whose weight is 1, or nil for one without sources; nil as a
  /// whole where a position is made of several.
  fileprivate var choices: [Int?]? {
    var result: [Int?] = []
    for (sources, weights) in zip(sources, weights) {
      let used = zip(sources, weights).filter { $0.1 != 0 }
      guard used.count < 2, used.first?.1 ?? 1 == 1 else { return nil }
      result.append(sources.isEmpty ? nil : used.first?.0)
    }
    return result
  }

}

extension Tensor {

  /// The tensor whose positions along some axes are weighted sums of positions of this one.
  ///
  /// Where every position is one that was there, elements are moved and not computed. Else sums are
  /// formed in `float64` over all axes and rounded once; of integers, cut towards zero after that. A
  /// position without sources is `filler`.
  /// - Errors: There is no such axis, a source leaves it, the lists differ in length, or there is no
  ///   room.
  public func resampled(
    _ axes: [AxisWeights], filler: Double = 0
  ) throws(TensorError) -> Tensor {
    var result = self
    for entry in axes { try check(entry) }
    let choices = axes.compactMap(\.choices)
    guard choices.count < axes.count else {
      for (entry, choices) in zip(axes, choices) {
        result = try result.choosing(choices, axis: entry.axis, filler: filler)
      }
      return result
    }
    try Tensor.roomForElements(shape, of: .float64)
    result = converted(to: .float64)
    for entry in axes { result = try result.weighing(entry, filler) }
    return result.converted(to: elementType)
  }

  private func check(_ entry: AxisWeights) throws(TensorError) {
    guard shape.indices.contains(entry.axis) else {
      throw .parameter("no axis \(entry.axis) in \(shape)")
    }
    let range = 0 ..< shape[entry.axis]
    guard entry.sources.map(\.count) == entry.weights.map(\.count),
      entry.sources.allSatisfy({ $0.allSatisfy(range.contains) })
    else {
      throw .parameter("sources and weights that do not fit an axis of \(range.count)")
    }
  }

  /// The positions `choices` of `axis`, and `filler` where there is none.
  private func choosing(
    _ choices: [Int?], axis: Int, filler: Double
  ) throws(TensorError) -> Tensor {
    var extents = shape
    extents[axis] = choices.count
    try Tensor.roomForElements(extents, of: elementType)
    let picked = picking(choices.map { $0 ?? 0 }, axis: axis)
    guard choices.contains(nil) else { return picked }
    var line = shape.map { _ in 1 }
    line[axis] = choices.count
    return try Tensor.selecting(
      Tensor(line, choices.map { $0 != nil }), picked,
      Tensor(scalar: filler).converted(to: elementType))
  }

  /// Along one axis, in `float64`.
  private func weighing(_ entry: AxisWeights, _ filler: Double) throws(TensorError) -> Tensor {
    let (axis, sources, weights) = (entry.axis, entry.sources, entry.weights)
    let extent = shape[axis]
    var result = shape
    result[axis] = sources.count
    try Tensor.roomForElements(result, of: .float64)
    let outer = shape[..<axis].product
    let inner = shape[(axis + 1)...].product
    return Tensor(.float64, result, of: Double.self) { out in
      withElements(of: Double.self) { x in
        var poll = Poll()
        for block in 0 ..< outer {
          for position in sources.indices {
            let to = (block * sources.count + position) * inner
            for i in 0 ..< inner {
              if poll.isRequested(after: sources[position].count) { return }
              var sum = sources[position].isEmpty ? filler : 0
              for (source, weight) in zip(sources[position], weights[position]) {
                sum += x[(block * extent + source) * inner + i] * weight
              }
              out[to + i] = sum
            }
          }
        }
      }
    }
  }

}
