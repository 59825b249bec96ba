import Support

extension Tensor {

  /// Every element as the nearest `Double`.
  public var doubles: [Double] {
    dispatch(on: elementType.layout, ToDoubles(tensor: self))
  }

  /// Every element as an `Int`: floats are cut towards zero, `uint64` wraps around.
  public var ints: [Int] {
    dispatch(on: elementType.layout, ToInts(tensor: self))
  }

  /// A tensor of `type` with the given numbers, rounded, cut or wrapped as by `converted(to:)`.
  /// - Errors: The shape does not have as many elements.
  public init(_ type: ElementType, _ shape: [Int], doubles: [Double]) throws(TensorError) {
    guard Tensor.elementCount(shape) == doubles.count else {
      throw .elementCount(shape: shape, found: doubles.count)
    }
    self = Tensor(shape, doubles).converted(to: type)
  }

  /// A tensor of `type` with the given numbers, rounded or wrapped as by `converted(to:)`.
  /// - Errors: The shape does not have as many elements.
  public init(_ type: ElementType, _ shape: [Int], ints: [Int]) throws(TensorError) {
    guard Tensor.elementCount(shape) == ints.count else {
      throw .elementCount(shape: shape, found: ints.count)
    }
    self = Tensor(shape, ints.map { Int64($0) }).converted(to: type)
  }

  /// The tensor with each element as an element of `type`.
  ///
  /// Integers keep their low bits; floats become the nearest float (ties to even), or are cut
  /// towards zero and then reduced to the low bits, as by an x86-64 processor; what is not zero
  /// becomes `true`. NaN becomes 0 in integers under 32 bits, else the least signed number. What is
  /// too large for a float of at most 8 bits becomes its greatest number; one that has no fraction is
  /// the next power of two above.
  /// - Source: ONNX, operator Cast; numpy, `ndarray.astype`.
  public func converted(to type: ElementType) -> Tensor {
    if type == elementType { return self }
    if elementType.isNarrowFloat {
      let wide = dispatch(on: elementType, ToFloats(tensor: self))
      return wide.converted(to: type)
    }
    if type.isNarrowFloat { return narrowed(to: type, saturates: true) }
    let result = dispatchWide(on: elementType, From(tensor: self, type: type))
    if type.layout == type { return result }
    var canonical = Tensor(type, shape, count: count, result.storage)
    canonical.normalize()
    return canonical
  }

  /// The tensor with each element as a float of at most 8 bits; with `saturates`, what is too large
  /// becomes the greatest number, else infinity, or a NaN where there is no infinity. `rounding` is for
  /// those without a fraction.
  /// - Before: `type` is a narrow float.
  /// - Source: ONNX, operator Cast, attributes `saturate` and `round_mode`.
  public func narrowed(
    to type: ElementType, saturates: Bool, rounding: ExponentRounding = .up
  ) -> Tensor {
    precondition(type.isNarrowFloat, "\(type) is no narrow float")
    if type == .float8E8M0 {
      return converted(to: .float64).mapped(Double.self, to: ExponentFloat.self) { value in
        ExponentFloat(value, saturates: saturates, rounding)
      }
    }
    return dispatch(on: type, Narrow(tensor: converted(to: .float64), saturates: saturates))
  }

}

private struct ToFloats: ElementVisitor {
  let tensor: Tensor
  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    tensor.mapped(T.self, to: Float.self) { Float($0.double) }
  }
}

/// Makes of `float64` what only narrow floats are asked for.
private struct Narrow: ElementVisitor {
  let tensor: Tensor
  let saturates: Bool
  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    tensor.mapped(Double.self, to: T.self) { value in
      saturates ? T(truncating: value) : T(unsaturated: value)
    }
  }
}

private struct ToDoubles: ElementVisitor {
  let tensor: Tensor
  func visit<T: TensorElement>(_: T.Type) -> [Double] {
    tensor.everyElement { (value: T) in value.double }
  }
}

private struct ToInts: ElementVisitor {
  let tensor: Tensor
  func visit<T: TensorElement>(_: T.Type) -> [Int] {
    tensor.everyElement { (value: T) in Int(value.int64) }
  }
}

/// Knows the type of the source and asks for that of the result.
private struct From: ElementVisitor {
  let tensor: Tensor
  let type: ElementType
  func visit<S: TensorElement>(_: S.Type) -> Tensor {
    dispatchWide(on: type == .bool ? .bool : type.layout, Convert<S>(tensor: tensor))
  }
}

private struct Convert<S: TensorElement>: ElementVisitor {
  let tensor: Tensor
  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    tensor.mapped(S.self, to: T.self) { value in
      if S.elementType.isFloat { return T(truncating: value.double) }
      if S.elementType == .uint64 { return T(wrapping: UInt64(bitPattern: value.int64)) }
      return T(wrapping: value.int64)
    }
  }
}

extension Tensor {
  /// What `transform` makes of each element; zeros from where the work is to end.
  fileprivate func everyElement<T: TensorElement, Number: AdditiveArithmetic>(
    _ transform: (T) -> Number
  ) -> [Number] {
    withElements(of: T.self) { elements in
      var numbers = [Number](repeating: .zero, count: elements.count)
      for part in Slices(elements.count) {
        for i in part { numbers[i] = transform(elements[i]) }
      }
      return numbers
    }
  }
}
