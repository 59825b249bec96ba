extension Tensor {

  /// The tensor of what `function` gives for each element, of the same type.
  ///
  /// Floats under 32 bits are computed as `float32` and rounded once.
  /// - Errors: `function` does not take elements of this type.
  public func applying(_ function: UnaryFunction) throws(TensorError) -> Tensor {
    switch elementType {
    case .bool: throw .type("\(function)", .bool)
    case _ where elementType.isShortFloat:
      return try converted(to: .float32).applying(function).converted(to: elementType)
    case .float32:
      if let f = function.on(Float.self) { return mappedInParallel { (x: Float) in f(x) } }
    case .float64:
      if let f = function.on(Double.self) { return mappedInParallel { (x: Double) in f(x) } }
    default:
      if function.keepsIntegers { return self }
      if function.on(Float.self) != nil { throw .type("\(function)", elementType) }
    }
    let result = dispatch(on: elementType.layout, Simple(tensor: self, function: function))
    var canonical = Tensor(elementType, shape, count: count, result.storage)
    canonical.normalize()
    return canonical
  }

}

extension UnaryFunction {
  /// Whether it leaves whole numbers as they are.
  fileprivate var keepsIntegers: Bool {
    [.floor, .ceiling, .truncate, .round].contains(self)
  }
}

/// The functions that are the same for all types of numbers.
private struct Simple: ElementVisitor {

  let tensor: Tensor
  let function: UnaryFunction

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    let zero = T(wrapping: Int64(0))
    let minusOne = T(wrapping: Int64(-1))
    switch function {
    case .negate: return tensor.mapped { (x: T) in T.product(x, minusOne) }
    case .absolute:
      return tensor.mapped { (x: T) in
        T.elementType.isFloat ? magnitude(x) : T.isLess(x, zero) ? T.product(x, minusOne) : x
      }
    case .sign:
      return tensor.mapped { (x: T) in
        x.isNaN ? x : T(wrapping: T.isLess(zero, x) ? Int64(1) : T.isLess(x, zero) ? -1 : 0)
      }
    case .relu: return tensor.mapped { (x: T) in T.isLess(x, zero) ? zero : x }
    case .clip(let low, let high): return clipped(T.self, low, high)
    default: preconditionFailure("\(function) is not for \(T.self)")
    }
  }

  /// The absolute value of a float, without the sign of zero.
  private func magnitude<T: TensorElement>(_ x: T) -> T { T(truncating: abs(x.double)) }

  private func clipped<T: TensorElement>(_: T.Type, _ low: Double?, _ high: Double?) -> Tensor {
    let low = low.map { bound(T.self, $0) }
    let high = high.map { bound(T.self, $0) }
    return tensor.mapped { (x: T) in
      var y = x
      if let low, T.isLess(y, low) { y = low }
      if let high, T.isLess(high, y) { y = high }
      return y
    }
  }

  /// The bound as an element: at the end of the type's range where it lies beyond.
  private func bound<T: TensorElement>(_: T.Type, _ value: Double) -> T {
    guard let range = T.elementType.integerRange else { return T(truncating: value) }
    if value >= Double(range.upperBound) { return T(wrapping: Int64(range.upperBound)) }
    if value <= Double(range.lowerBound) { return T(wrapping: Int64(range.lowerBound)) }
    return T(truncating: value)
  }

}

extension Tensor {

  /// Like `mapped`, on all processors when there is much to do.
  func mappedInParallel<T: TensorElement>(_ transform: (T) -> T) -> Tensor {
    let result = Tensor(zeros: elementType, shape)
    withElements(of: T.self) { source in
      inParallel(over: count, atLeast: 1 << 14) { range in
        let target = unsafe result.storage.mutableBytes.bindMemory(to: T.self)
        for i in range { unsafe target[i] = transform(source[i]) }
      }
    }
    return result
  }

}
