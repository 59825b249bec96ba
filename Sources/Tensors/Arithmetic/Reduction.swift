import Support

/// What becomes of the elements along the axes that a reduction removes.
public enum Reduction: String, Sendable, Hashable, CaseIterable {

  // On every type of numbers; integers wrap around, their mean is cut towards zero.
  case sum, product, mean, minimum, maximum, sumOfSquares
  /// The sum of absolute values.
  case absoluteSum

  // On floats alone.
  /// The square root of the sum of squares.
  case norm
  /// The logarithm of the sum, and of the sum of exponentials.
  case logSum, logSumExp

}

extension Tensor {

  /// The tensor with the elements along `axes` made one, each axis of extent 1 or removed.
  ///
  /// Floats are summed in `float64` and rounded once. Of no elements the sum is 0, the product 1,
  /// the least and greatest of floats ±∞ and of integers the end of the range.
  /// - Errors: An axis does not exist or stands twice; elements are not what `reduction` takes.
  public func reduced(
    _ reduction: Reduction, axes: [Int], keepingAxes: Bool
  ) throws(TensorError) -> Tensor {
    let onFloats: [Reduction] = [.norm, .logSum, .logSumExp]
    guard elementType != .bool, elementType.isFloat || !onFloats.contains(reduction) else {
      throw .type("\(reduction)", elementType)
    }
    let rows = try bringingLast(axes)
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    let result = dispatch(
      on: elementType.layout,
      Reduce(reduction: reduction, tensor: rows.tensor, width: rows.width, rows: rows.count))
    var canonical = Tensor(elementType, [result.count], count: result.count, result.storage)
    canonical.normalize()
    return try canonical.reshaped(
      to: keepingAxes ? kept : shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
  }

  /// Where along `axis` the greatest (or the least) element stands, as `int64`.
  /// - Errors: The axis does not exist or has no elements.
  public func positions(
    of extremum: Extremum, axis: Int, keepingAxis: Bool, last: Bool = false
  ) throws(TensorError) -> Tensor {
    let rows = try bringingLast([axis])
    guard rows.width > 0 || rows.count == 0 else { throw .parameter("no element to choose from") }
    var shape = shape
    if keepingAxis { shape[axis] = 1 } else { shape.remove(at: axis) }
    let choose = Choose(extremum: extremum, tensor: rows.tensor, width: rows.width, takesLast: last)
    return try dispatch(on: elementType, choose).reshaped(to: shape)
  }

  /// The tensor with `axes` behind all others, and how many and how long the rows along them are.
  func bringingLast(
    _ axes: [Int]
  ) throws(TensorError) -> (tensor: Tensor, count: Int, width: Int) {
    guard axes.allSatisfy(shape.indices.contains), Set(axes).count == axes.count else {
      throw .parameter("axes \(axes) of \(shape)")
    }
    let others = shape.indices.filter { !axes.contains($0) }
    let order = others + axes.sorted()
    let tensor = order == Array(shape.indices) ? self : try transposed(order)
    return (
      tensor, others.map { shape[$0] }.product, axes.map { shape[$0] }.product
    )
  }

}

/// Which end of a row is looked for.
public enum Extremum: Sendable, Hashable { case minimum, maximum }

private struct Reduce: ElementVisitor {

  let reduction: Reduction
  let tensor: Tensor
  let width: Int
  let rows: Int

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    tensor.withElements(of: T.self) { x in
      Tensor(T.elementType, [rows], of: T.self) { out in
        var poll = Poll()
        for row in 0 ..< rows {
          if poll.isRequested(after: width) { return }
          let range = row * width ..< (row + 1) * width
          out[row] = T.elementType.isFloat ? float(x, range) : integer(x, range)
        }
      }
    }
  }

  private func float<T: TensorElement>(_ x: Span<T>, _ range: Range<Int>) -> T {
    var result = start
    let top = reduction == .logSumExp ? greatest(x, range) : 0
    for part in Slices(range) {
      for i in part {
        let value = x[i].double
        switch reduction {
        case .sum, .mean, .logSum: result += value
        case .product: result *= value
        case .minimum: result = value.isNaN || value < result ? value : result
        case .maximum: result = value.isNaN || value > result ? value : result
        case .sumOfSquares, .norm: result += value * value
        case .absoluteSum: result += abs(value)
        case .logSumExp: result += Double.exponential(value - top)
        }
      }
    }
    switch reduction {
    case .mean: result /= Double(width)
    case .norm: result = result.squareRoot()
    case .logSum: result = Double.logarithm(result)
    case .logSumExp: result = Double.logarithm(result) + top
    default: break
    }
    return T(truncating: result)
  }

  private var start: Double {
    switch reduction {
    case .product: 1
    case .minimum: .infinity
    case .maximum: -.infinity
    default: 0
    }
  }

  /// The greatest element, or 0 if there is none that is finite.
  private func greatest<T: TensorElement>(_ x: Span<T>, _ range: Range<Int>) -> Double {
    var top = -Double.infinity
    for part in Slices(range) { for i in part { top = max(top, x[i].double) } }
    return top.isFinite ? top : 0
  }

  private func integer<T: TensorElement>(_ x: Span<T>, _ range: Range<Int>) -> T {
    var result = first(T.self)
    for part in Slices(range) {
      for i in part {
        let value = x[i]
        switch reduction {
        case .product: result = T.product(result, value)
        case .minimum: result = T.isLess(value, result) ? value : result
        case .maximum: result = T.isLess(result, value) ? value : result
        case .sumOfSquares: result = T.sum(result, T.product(value, value))
        case .absoluteSum:
          let isNegative = T.isLess(value, T(wrapping: Int64(0)))
          result = isNegative ? T.difference(result, value) : T.sum(result, value)
        default: result = T.sum(result, value)
        }
      }
    }
    return reduction == .mean ? T.quotient(result, T(wrapping: Int64(width))) : result
  }

  private func first<T: TensorElement>(_: T.Type) -> T {
    let isSigned = T.elementType.isSigned
    let bits = T.elementType.bitWidth
    let least: Int64 = isSigned ? .min >> (64 - Int64(bits)) : 0
    switch reduction {
    case .product: return T(wrapping: Int64(1))
    case .minimum: return T(wrapping: ~least)
    case .maximum: return T(wrapping: least)
    default: return T(wrapping: Int64(0))
    }
  }

}

private struct Choose: ElementVisitor {

  let extremum: Extremum
  let tensor: Tensor
  let width: Int
  let takesLast: Bool

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    tensor.withElements(of: T.self) { x in
      let rows = width == 0 ? 0 : x.count / width
      var poll = Poll()
      return Tensor(
        [rows],
        (0 ..< rows).map { row -> Int64 in
          if poll.isRequested(after: width) { return 0 }
          return Int64(best(x, row * width ..< (row + 1) * width) - row * width)
        })
    }
  }

  private func best<T: TensorElement>(_ x: Span<T>, _ range: Range<Int>) -> Int {
    var best = range.lowerBound
    for part in Slices(range) {
      for i in part {
        let isBetter = extremum == .maximum ? T.isLess(x[best], x[i]) : T.isLess(x[i], x[best])
        if isBetter || takesLast && x[i] == x[best] { best = i }
      }
    }
    return best
  }

}
