public import Support

/// How far the elements of two tensors of one shape lie apart: of integers exactly, also where a
/// `Double` cannot tell them apart.
public struct ElementDistances: Sendable {

  private enum Elements: Sendable {
    case wholes([Int128], [Int128])
    case reals([Double], [Double])
  }

  private let elements: Elements

  public let count: Int

  /// - Before: The tensors have as many elements.
  /// - Cost: O(elements), in time and memory.
  public init(from expected: Tensor, to found: Tensor) {
    let types = [expected.elementType, found.elementType]
    // Smaller integers are exact in a `Double`.
    let isWhole = types.allSatisfy(\.isInteger) && types.contains { $0.bitWidth == 64 }
    elements =
      isWhole
      ? .wholes(expected.wholes, found.wholes) : .reals(expected.doubles, found.doubles)
    count = min(expected.count, found.count)
  }

  /// The distance at an element: 0 only where both are equal or both are NaN, infinite where one is.
  public subscript(index: Int) -> Double {
    switch elements {
    case .wholes(let a, let b):
      return a[index] == b[index] ? 0 : abs(Double(a[index] - b[index]))
    case .reals(let a, let b):
      if a[index] == b[index] || (a[index].isNaN && b[index].isNaN) { return 0 }
      let distance = abs(a[index] - b[index])
      return distance.isNaN ? .infinity : distance
    }
  }

  /// What the element should be.
  public func expected(_ index: Int) -> Number {
    switch elements {
    case .wholes(let a, _): .whole(a[index])
    case .reals(let a, _): .real(a[index])
    }
  }

  /// What the element is.
  public func found(_ index: Int) -> Number {
    switch elements {
    case .wholes(_, let b): .whole(b[index])
    case .reals(_, let b): .real(b[index])
    }
  }

  /// The magnitude of the largest element that is expected, infinities left aside; 1 if all are 0.
  public var scale: Double {
    let largest: Double
    switch elements {
    case .wholes(let a, _): largest = a.reduce(0) { max($0, abs(Double($1))) }
    case .reals(let a, _): largest = a.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    }
    return largest > 0 ? largest : 1
  }

}

extension Tensor {
  /// Every integer, exactly.
  fileprivate var wholes: [Int128] {
    elementType == .uint64
      ? ints.map { Int128(UInt64(bitPattern: Int64($0))) } : ints.map { Int128($0) }
  }
}
