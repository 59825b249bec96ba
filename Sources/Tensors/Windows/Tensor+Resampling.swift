import Support

extension Tensor {

  /// The tensor whose positions along `axis` are weighted sums of positions of this one: position
  /// `i` of the result is the sum of `weights[i][j]` times position `sources[i][j]`.
  ///
  /// Sums are formed in `float64` and rounded once; of integers, cut towards zero after that. A
  /// position without sources is `filler`.
  /// - Errors: There is no such axis, a source leaves it, or the lists differ in length.
  public func resampled(
    axis: Int, sources: [[Int]], weights: [[Double]], filler: Double = 0
  ) throws(TensorError) -> Tensor {
    guard shape.indices.contains(axis) else { throw .parameter("no axis \(axis) in \(shape)") }
    let extent = shape[axis]
    guard sources.map(\.count) == weights.map(\.count),
      sources.allSatisfy({ $0.allSatisfy((0 ..< extent).contains) })
    else { throw .parameter("sources and weights that do not fit an axis of \(extent)") }
    var result = shape
    result[axis] = sources.count
    guard Tensor.elementCount(result, of: .float64) != nil else { throw .badShape(result) }
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let wide = converted(to: .float64)
    return Tensor(.float64, result, of: Double.self) { out in
      wide.withElements(of: Double.self) { x in
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
    }.converted(to: elementType)
  }

}
