import Support

/// What a Fourier transform is asked for.
public struct FourierTransform: Sendable, Hashable {

  /// How many numbers are transformed: what is missing of them is 0, what is more is left out.
  public var length: Int

  /// Whether it is the way back, which divides by the length.
  public var isInverse: Bool

  /// Whether only the first half of the result is wanted, which tells the rest for real numbers.
  public var isOneSided: Bool

  public init(length: Int, isInverse: Bool = false, isOneSided: Bool = false) {
    self.length = length
    self.isInverse = isInverse
    self.isOneSided = isOneSided
  }

  /// How many numbers the result has.
  public var outputExtent: Int { isOneSided ? length / 2 + 1 : length }

}

extension Tensor {

  /// The discrete Fourier transform along `axis`, formed in `float64` and rounded once.
  /// - Shapes: [… n … 1 or 2] → [… length … 2], the real and the imaginary parts along the last axis
  /// - Errors: There is no such axis, the length is not positive, or the elements are not floats.
  /// - Source: ONNX, operator DFT.
  /// - Cost: O(length × the sum of its prime factors) for each row.
  public func fourierTransformed(
    _ transform: FourierTransform, axis: Int
  ) throws(TensorError) -> Tensor {
    guard elementType.isFloat else { throw .type("a Fourier transform", elementType) }
    guard rank > 1, (0 ..< rank - 1).contains(axis), (1 ... 2).contains(shape[rank - 1]),
      transform.length > 0
    else { throw .parameter("a Fourier transform along axis \(axis) of \(shape)") }
    let others = shape.indices.dropLast().filter { $0 != axis }
    let order = others + [axis, rank - 1]
    let rows = try transposed(order)
    let extents = Array(rows.shape.dropLast(2)) + [transform.outputExtent, 2]
    try Tensor.roomForElements(extents, of: .float64)
    try Tensor.roomForElements(rows.shape, of: .float64)
    try Tensor.roomForElements([transform.length, 4], of: .float64)
    let numbers = rows.doubles
    let result = Tensor(.float64, extents, of: Double.self) { out in
      let plan = FourierPlan(transform.length)
      let (extent, parts) = (shape[axis], shape[rank - 1])
      for row in 0 ..< extents.dropLast(2).product {
        if Interruption.current.isRequested { return }
        let signal = transform.signal(numbers, row * extent * parts, extent, parts)
        let spectrum = plan.transformed(signal)
        let start = row * transform.outputExtent
        for part in Slices(transform.outputExtent) {
          for i in part {
            let number = transform.finished(spectrum[i])
            (out[(start + i) * 2], out[(start + i) * 2 + 1]) = (number.x, number.y)
          }
        }
      }
    }
    if Interruption.current.isRequested { throw .interrupted }
    let back = shape.indices.map { axis in order.firstIndex(of: axis) ?? 0 }
    return try result.transposed(back).converted(to: elementType)
  }

}

extension FourierTransform {

  /// The numbers of a row that begins at `start`, with zeros for those that are missing.
  fileprivate func signal(
    _ numbers: [Double], _ start: Int, _ extent: Int, _ parts: Int
  ) -> [SIMD2<Double>] {
    var signal = [SIMD2<Double>](repeating: SIMD2(), count: length)
    for part in Slices(min(length, extent)) {
      for i in part {
        let place = start + i * parts
        let imaginary = parts == 2 ? numbers[place + 1] : 0
        signal[i] = SIMD2(numbers[place], isInverse ? -imaginary : imaginary)
      }
    }
    return signal
  }

  /// The way back is the conjugate of the transform of the conjugate, by the length.
  fileprivate func finished(_ number: SIMD2<Double>) -> SIMD2<Double> {
    isInverse ? number * SIMD2(1, -1) / Double(length) : number
  }

}

/// The Fourier transform of one length: the numbers fall into as many parts as the least prime factor
/// of their count says, and so on in each part.
private struct FourierPlan {

  /// e to the power of -2πi k / length.
  private let roots: [SIMD2<Double>]

  init(_ length: Int) {
    var roots = [SIMD2<Double>](repeating: SIMD2(), count: length)
    for part in Slices(length, size: 1 << 14) {
      for k in part {
        let angle = -2 * Double.pi * Double(k) / Double(length)
        roots[k] = SIMD2(Double.cosine(angle), Double.sine(angle))
      }
    }
    self.roots = roots
  }

  func transformed(_ signal: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var result = signal
    var poll = Poll()
    transform(signal, from: 0, step: 1, count: signal.count, into: &result, at: 0, &poll)
    return result
  }

  private func transform(
    _ x: [SIMD2<Double>], from start: Int, step: Int, count: Int,
    into out: inout [SIMD2<Double>], at place: Int, _ poll: inout Poll
  ) {
    guard count > 1 else {
      out[place] = x[start]
      return
    }
    let factor = leastFactor(count)
    let size = count / factor
    for part in 0 ..< factor {
      transform(
        x, from: start + part * step, step: step * factor, count: size, into: &out,
        at: place + part * size, &poll)
    }
    for i in 0 ..< size {
      let terms = (0 ..< factor).map { out[place + $0 * size + i] }
      for part in 0 ..< factor {
        if poll.isRequested(after: factor) { return }
        var sum = SIMD2<Double>()
        for (term, number) in terms.enumerated() {
          // The exponent of term × (i + part × size), in steps of the whole length.
          let turn = term * (i + part * size) % count * (roots.count / count)
          sum += product(number, roots[turn])
        }
        out[place + part * size + i] = sum
      }
    }
  }

  private func product(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
  }

  private func leastFactor(_ number: Int) -> Int {
    var factor = 2
    while factor * factor <= number {
      if number % factor == 0 { return factor }
      factor += 1
    }
    return number
  }

}
