import Support

/// Where elements and bytes of shapes are counted: a shape that has passed here has no product of
/// extents that overflows.
extension Tensor {

  /// The number of elements of `shape`; nil when an extent is negative or the elements of `type`
  /// take more than 2³⁴ bytes, extents of 0 left aside.
  public static func elementCount(_ shape: [Int], of type: ElementType = .int8) -> Int? {
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    var count = 1
    for extent in shape where extent != 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow || product > (1 << 34) / type.byteSize { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// - Units: bytes in memory; nil for a shape that no tensor can have.
  public static func byteCount(of shape: [Int], _ type: ElementType) -> Int? {
    elementCount(shape, of: type).map { $0 * type.byteSize }
  }

  /// The number of elements of a tensor that is about to be made.
  /// - Errors: No tensor can have the shape, or it takes more than the memory budget allows.
  @discardableResult
  public static func roomForElements(
    _ shape: [Int], of type: ElementType
  ) throws(TensorError) -> Int {
    guard let count = elementCount(shape, of: type) else { throw .badShape(shape) }
    let limit = MemoryBudget.current.limit
    // Small ones are not asked about: the budget is for what a user would miss.
    guard count * type.byteSize <= max(limit, 1 << 16) else {
      throw .memory(type, shape, limit: limit)
    }
    return count
  }

}
