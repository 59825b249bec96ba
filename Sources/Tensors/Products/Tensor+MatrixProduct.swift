extension Tensor {

  /// The products of the matrices in the last two axes; the axes before are repeated to one shape,
  /// and a factor of rank 1 is a row on the left, a column on the right.
  ///
  /// `float32` is summed in `float32`; shorter floats are computed as `float32` and rounded once;
  /// integers wrap around in their own type.
  /// - Shapes: [… m, k] · [… k, n] → [… m, n]
  /// - Errors: Types or extents do not go together.
  public static func matrixProduct(_ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
    guard a.elementType == b.elementType, a.elementType != .bool else {
      throw .type("a product with \(a.elementType)", b.elementType)
    }
    if a.elementType.isShortFloat {
      return try matrixProduct(a.converted(to: .float32), b.converted(to: .float32))
        .converted(to: a.elementType)
    }
    let plan = try MatrixPlan(a, b)
    let result = Tensor(zeros: a.elementType, plan.padded)
    plan.forEachMatrix { left, right, offset in
      let target = ProductTarget(storage: result.storage, offset: offset, stride: plan.n)
      addProduct(left, right, plan.rightStrides, into: target)
    }
    var canonical = try result.reshaped(to: plan.shape)
    canonical.normalize()
    return canonical
  }

  /// The product of two matrices, each of which may be read with its axes exchanged.
  /// - Shapes: [m, k] · [k, n] → [m, n], after the exchange
  /// - Errors: Types or extents do not go together.
  public static func matrixProduct(
    _ a: Tensor, transposed transposesA: Bool, _ b: Tensor, transposed transposesB: Bool
  ) throws(TensorError) -> Tensor {
    guard a.rank == 2, b.rank == 2 else { throw .shapes("matrix product", a.shape, b.shape) }
    let left = transposesA ? try a.transposed([1, 0]) : a
    guard transposesB, a.elementType == .float32, b.elementType == .float32 else {
      return try matrixProduct(left, transposesB ? b.transposed([1, 0]) : b)
    }
    let (m, k, n) = (left.shape[0], left.shape[1], b.shape[0])
    guard b.shape[1] == k else { throw .shapes("matrix product", left.shape, b.shape) }
    let result = Tensor(zeros: .float32, [m, n])
    guard m * k * n > 0 else { return result }
    addProduct(
      LeftFactor(tensor: left, m: m, k: k, row: k, column: 1),
      RightFactor(tensor: b, rows: Array(0 ..< k), columns: (0 ..< n).map { $0 * k }),
      (row: 1, column: k), into: ProductTarget(storage: result.storage, stride: n))
    return result
  }

  /// The exact products of matrices of `int8` or `uint8` less their zero points, in `int32`.
  ///
  /// - Parameters:
  ///   - aZeros: One number for all, or one for each row of `a`.
  ///   - bZeros: One number for all, or one for each column of `b`.
  /// - Shapes: [… m, k] · [… k, n] → [… m, n]
  /// - Errors: Types, extents or zero points do not go together.
  public static func integerMatrixProduct(
    _ a: Tensor, _ b: Tensor, aZeros: [Int] = [0], bZeros: [Int] = [0]
  ) throws(TensorError) -> Tensor {
    let plan = try MatrixPlan(a, b)
    let left = try zeroPoints(aZeros, count: plan.m, of: a.elementType)
    let right = try zeroPoints(bZeros, count: plan.n, of: b.elementType)
    let result = Tensor(zeros: .int32, plan.padded)
    plan.forEachMatrix { x, y, offset in
      var (x, y) = (x, y)
      (x.zeros, y.zeros) = (left, right)
      PackedFactor(x).multiply(
        y, into: ProductTarget(storage: result.storage, offset: offset, stride: plan.n),
        accumulating: false, inParallel: true)
    }
    return try result.reshaped(to: plan.shape)
  }

}

/// `zeros` as one number for each of `count` rows or columns of elements of `type`.
func zeroPoints(
  _ zeros: [Int], count: Int, of type: ElementType
) throws(TensorError) -> [Int32] {
  guard type.layout == .int8 || type.layout == .uint8, type != .bool,
    let range = type.layout.integerRange
  else { throw .type("an integer product", type) }
  guard zeros.allSatisfy(range.contains), zeros.count == 1 || zeros.count == count else {
    throw .parameter("zero points \(zeros) for \(count) rows or columns of \(type)")
  }
  let numbers = zeros.map { Int32($0) }
  return numbers.count == count ? numbers : [Int32](repeating: numbers[0], count: count)
}

/// Adds the product to `target` in the way that suits types and extents.
///
/// - Parameter strides: The distance of neighbours in a column and in a row of `b`, in elements, if
///   it is a matrix and not a table of windows.
func addProduct(
  _ a: LeftFactor, _ b: RightFactor, _ strides: (row: Int, column: Int)?,
  into target: ProductTarget, inParallel parallel: Bool = true
) {
  let n = b.columns.count
  guard a.tensor.elementType == .float32 else {
    dispatch(on: a.tensor.elementType, GenericProduct(a: a, b: b, target: target))
    return
  }
  if a.m <= 3, let strides, strides.row == 1 || strides.column == 1 {
    a.tensor.withElements(of: Float.self) { elements in
      for m in 0 ..< a.m {
        multiplyRow(
          (0 ..< a.k).map { elements[a.offset + m * a.row + $0 * a.column] }, b.tensor,
          offset: b.offset, row: strides.row, column: strides.column, count: n,
          into: target.storage, at: target.offset + m * target.stride)
      }
    }
  } else if n == 1, target.stride == 1, a.column == 1 {
    let x = b.tensor.withElements(of: Float.self) { elements in
      b.rows.map { elements[b.offset + $0 + b.columns[0]] }
    }
    multiplyRow(
      x, a.tensor, offset: a.offset, row: 1, column: a.row, count: a.m, into: target.storage,
      at: target.offset)
  } else {
    PackedFactor(a).multiply(b, into: target, accumulating: true, inParallel: parallel)
  }
}
