import Support

/// What becomes of an element where another one is put.
public enum ScatterMode: String, Sendable, Hashable, CaseIterable {
  case update, add
  case multiply = "mul"
  case minimum = "min"
  case maximum = "max"
}

extension Tensor {

  /// The tensor with rows of `size` elements of `updates` put at `places`, one after the other.
  ///
  /// What is put twice at one place is combined in the order of `updates`, in the elements' own type.
  /// - Before: Each place is the first of `size` elements of this tensor.
  /// - Errors: Types differ, or there are not as many rows as places.
  public func scattering(
    _ updates: Tensor, at places: [Int], size: Int, _ mode: ScatterMode
  ) throws(TensorError) -> Tensor {
    guard updates.elementType == elementType else {
      throw .type("a scatter into \(elementType)", updates.elementType)
    }
    guard updates.count == places.count * size, places.allSatisfy({ $0 >= 0 && $0 + size <= count })
    else { throw .shapes("scatter", shape, updates.shape) }
    var result = self
    result.makeUnique()
    dispatch(
      on: elementType,
      ScatterRows(target: result.storage, updates: updates, places: places, size: size, mode: mode))
    result.normalize()
    return result
  }

}

private struct ScatterRows: ElementVisitor {

  let target: Storage
  let updates: Tensor
  let places: [Int]
  let size: Int
  let mode: ScatterMode

  func visit<T: TensorElement>(_: T.Type) {
    switch mode {
    case .update: put { (_: T, y: T) in y }
    case .add: put { (x: T, y: T) in T.sum(x, y) }
    case .multiply: put { (x: T, y: T) in T.product(x, y) }
    case .minimum: put { (x: T, y: T) in T.least(x, y) }
    case .maximum: put { (x: T, y: T) in T.greatest(x, y) }
    }
  }

  private func put<T: TensorElement>(_ combine: (T, T) -> T) {
    let elements = unsafe target.mutableBytes.bindMemory(to: T.self)
    updates.withElements(of: T.self) { values in
      var poll = Poll()
      for (row, place) in places.enumerated() {
        if poll.isRequested(after: 1 + size) { return }
        for i in 0 ..< size {
          unsafe elements[place + i] = combine(elements[place + i], values[row * size + i])
        }
      }
    }
  }

}

extension TensorElement {

  /// The lesser of both; NaN if one is.
  static func least(_ a: Self, _ b: Self) -> Self { a.isNaN ? a : isLess(a, b) ? a : b }

  /// The greater of both; NaN if one is.
  static func greatest(_ a: Self, _ b: Self) -> Self { a.isNaN ? a : isLess(b, a) ? a : b }

  /// Whether `a` stands before `b` in an order of all numbers, in which NaN is the greatest.
  static func precedes(_ a: Self, _ b: Self) -> Bool {
    a.isNaN ? false : b.isNaN ? true : isLess(a, b)
  }

}
