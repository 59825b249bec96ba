import CKernels
import Support

extension Tensor {

  /// The convolution (cross-correlation) of `input` with `weights`, plus `bias` for each filter.
  ///
  /// `float32` is summed in `float32`; shorter floats are computed as `float32` and rounded once.
  /// - Shapes: [images, channels, …] and [filters, channels / groups, …] → [images, filters, …]
  /// - Errors: Types or extents do not go together.
  public static func convolution(
    _ input: Tensor, _ weights: Tensor, bias: Tensor? = nil, _ window: Window, groups: Int = 1
  ) throws(TensorError) -> Tensor {
    let type = input.elementType
    guard type == weights.elementType, type == bias?.elementType ?? type, type != .bool else {
      throw .type("a convolution of \(type)", weights.elementType)
    }
    if type.isShortFloat {
      return try convolution(
        input.converted(to: .float32), weights.converted(to: .float32),
        bias: bias?.converted(to: .float32), window, groups: groups
      ).converted(to: type)
    }
    let plan = try ConvolutionPlan(
      input, weights.shape, window, groups: groups, padding: Tensor(zeros: type, []))
    var result = try plan.result(of: type, bias: bias)
    plan.forEachGroup(weights) { weights, input, offset, isAlone in
      let target = ProductTarget(
        storage: result.storage, offset: offset, stride: plan.columns.count)
      if type == .float32, plan.isDirect {
        plan.addRows(weights, input, target)
      } else {
        addProduct(weights, input, nil, into: target, inParallel: isAlone)
      }
    }
    result.normalize()
    return result
  }

  /// The exact convolution of `int8` or `uint8` less their zero points, in wrapping `int32`.
  ///
  /// Outside of the input stands its zero point.
  /// - Parameter weightZeros: One number for all, or one for each filter.
  /// - Shapes: [images, channels, …] and [filters, channels / groups, …] → [images, filters, …]
  /// - Errors: Types, extents or zero points do not go together.
  public static func integerConvolution(
    _ input: Tensor, _ weights: Tensor, inputZero: Int = 0, weightZeros: [Int] = [0],
    bias: Tensor? = nil, _ window: Window, groups: Int = 1
  ) throws(TensorError) -> Tensor {
    let filters = weights.shape.first ?? 0
    let left = try zeroPoints(weightZeros, count: filters, of: weights.elementType)
    let right = try zeroPoints([inputZero], count: 1, of: input.elementType)
    if let bias, bias.elementType != .int32 { throw .type("a bias", bias.elementType) }
    let plan = try ConvolutionPlan(
      input, weights.shape, window, groups: groups,
      padding: Tensor(input.elementType, [], ints: [inputZero]))
    let result = try plan.result(of: .int32, bias: bias)
    let zeros = [Int32](repeating: right[0], count: plan.columns.count)
    plan.forEachGroup(weights) { weights, input, offset, isAlone in
      var (weights, input) = (weights, input)
      let first = weights.offset / weights.k
      weights.zeros = Array(left[first ..< first + plan.filters])
      input.zeros = zeros
      let target = ProductTarget(
        storage: result.storage, offset: offset, stride: plan.columns.count)
      if plan.isDirect {
        plan.addRows(weights, input, target)
      } else {
        PackedFactor(weights).multiply(
          input, into: target, accumulating: true, inParallel: isAlone)
      }
    }
    return result
  }

}

extension ConvolutionPlan {

  /// Whether a group is too thin for a product of matrices to pay.
  var isDirect: Bool { filters == 1 && rows.count <= 128 }

  /// The result before any product is added to it.
  func result(of type: ElementType, bias: Tensor?) throws(TensorError) -> Tensor {
    guard let bias else { return Tensor(zeros: type, shape) }
    guard bias.shape == [shape[1]] else { throw .shapes("a bias", bias.shape, shape) }
    var result = try bias.reshaped(to: [shape[1]] + output.map { _ in 1 }).broadcast(to: shape)
    result.makeUnique()
    return result
  }

  /// Calls `body` with weights and windows of each group of each image, where in the result they
  /// go, and whether they have all processors.
  func forEachGroup(
    _ weights: Tensor, _ body: (LeftFactor, RightFactor, Int, Bool) -> Void
  ) {
    guard !columns.isEmpty, !rows.isEmpty else { return }
    let isAlone = groups * images == 1 || filters * rows.count * columns.count > 1 << 22
    func work(_ index: Int) {
      let (image, group) = (index / groups, index % groups)
      let left = LeftFactor(
        tensor: weights, offset: group * filters * rows.count, m: filters, k: rows.count,
        row: rows.count, column: 1)
      let right = RightFactor(
        tensor: input, offset: (image * groups + group) * channels * plane, rows: rows,
        columns: columns)
      body(left, right, (image * groups + group) * filters * columns.count, isAlone)
    }
    if isAlone {
      for index in Slices(groups * images, size: 1).joined() { work(index) }
    } else {
      inParallel(over: groups * images, atLeast: max(1, (1 << 16) / (rows.count * columns.count))) {
        for index in $0 { work(index) }
      }
    }
  }

  /// Adds the products row by row of the result, for one filter.
  func addRows(_ weights: LeftFactor, _ windows: RightFactor, _ target: ProductTarget) {
    let level = ck_level()
    let width = output.last ?? 1
    let step = width > 1 ? columns[1] - columns[0] : 1
    let (floats, integers) = (weights.floats, weights.integers)
    let type = windows.tensor.elementType.kernelType
    let size = windows.tensor.elementType.byteSize
    guard let source = unsafe windows.tensor.storage.bytes(alignment: size).baseAddress,
      let result = unsafe target.storage.mutableBytes.baseAddress
    else { return }
    var poll = Poll()
    for start in stride(from: 0, to: columns.count, by: width) {
      if poll.isRequested(after: width * rows.count) { break }
      let out = unsafe result + (target.offset + start) * 4
      for k in rows.indices {
        let x = unsafe source + (windows.offset + rows[k] + columns[start]) * size
        if integers.isEmpty {
          unsafe ck_add_scaled_float(
            level, width, floats[k], x.assumingMemoryBound(to: Float.self), step,
            out.assumingMemoryBound(to: Float.self))
        } else {
          unsafe ck_add_scaled_integer(
            level, type, width, integers[k], x, windows.zeros[start], step,
            out.assumingMemoryBound(to: Int32.self))
        }
      }
    }
    withExtendedLifetime((windows.tensor.storage, target.storage)) {}
  }

}

extension LeftFactor {

  /// The first row of floats; empty for integers.
  fileprivate var floats: [Float] {
    guard tensor.elementType == .float32 else { return [] }
    return tensor.withElements(of: Float.self) { x in (0 ..< k).map { x[offset + $0 * column] } }
  }

  /// The first row of integers less its zero point; empty for floats.
  fileprivate var integers: [Int32] {
    guard let zero = zeros.first else { return [] }
    if tensor.elementType.isSigned {
      return tensor.withElements(of: Int8.self) { x in
        (0 ..< k).map { Int32(x[offset + $0 * column]) - zero }
      }
    }
    return tensor.withElements(of: UInt8.self) { x in
      (0 ..< k).map { Int32(x[offset + $0 * column]) - zero }
    }
  }

}
