/// A tensor with elements of another type, and what that did to them.
public struct FittedTensor: Sendable {

  public let tensor: Tensor

  /// How many elements are another number than before.
  public internal(set) var changes = 0

  /// The position of the first of them.
  public internal(set) var firstChange: Int?

  /// Whether one of them has no near number in the other type.
  public internal(set) var isOutOfRange = false

}

extension Tensor {

  /// The tensor with elements of `type`, which is of the same kind: floats of floats, or integers
  /// of integers; `nil` for other types.
  /// - Cost: two numbers of 64 bits for each element, while it lasts.
  public func fitted(to type: ElementType) -> FittedTensor? {
    if elementType.isFloat, type.isFloat { return fittedFloats(to: type) }
    guard elementType.isInteger, let range = type.integerRange else { return nil }
    var result = FittedTensor(tensor: converted(to: type))
    // The upper half of `uint64` is negative here.
    let isUnsigned = elementType == .uint64
    if type == elementType || isUnsigned && type == .uint64 { return result }
    for (index, value) in ints.enumerated() where !range.contains(value) || isUnsigned && value < 0
    {
      result.note(index)
      result.isOutOfRange = true
    }
    return result
  }

  private func fittedFloats(to type: ElementType) -> FittedTensor {
    var result = FittedTensor(tensor: converted(to: type))
    for (index, (old, new)) in zip(doubles, result.tensor.doubles).enumerated() {
      if old == new || old.isNaN && new.isNaN { continue }
      result.note(index)
      if !new.isFinite { result.isOutOfRange = true }
    }
    return result
  }

}

extension FittedTensor {
  fileprivate mutating func note(_ index: Int) {
    changes += 1
    firstChange = firstChange ?? index
  }
}
