/// How a kernel moves over the spatial axes of a tensor: one entry per axis, outermost first.
public struct Window: Sendable, Hashable {

  /// The extents of the kernel, in elements.
  public var kernel: [Int]

  /// How far the kernel moves from one output element to the next.
  public var strides: [Int]

  /// How many elements lie before and behind the input, which count as zero (or as nothing).
  public var padsBegin: [Int]
  public var padsEnd: [Int]

  /// The distance of neighbours in the kernel; 1 for a dense kernel.
  public var dilations: [Int]

  /// Whether a position whose window only starts inside input and front pad counts too, as with
  /// `ceil_mode` of ONNX.
  public var roundsUp: Bool

  /// A window over `kernel`; what is left out is a stride of 1, no pads, a dilation of 1.
  public init(
    kernel: [Int], strides: [Int]? = nil, padsBegin: [Int]? = nil, padsEnd: [Int]? = nil,
    dilations: [Int]? = nil, roundsUp: Bool = false
  ) {
    self.kernel = kernel
    self.strides = strides ?? kernel.map { _ in 1 }
    self.padsBegin = padsBegin ?? kernel.map { _ in 0 }
    self.padsEnd = padsEnd ?? kernel.map { _ in 0 }
    self.dilations = dilations ?? kernel.map { _ in 1 }
    self.roundsUp = roundsUp
  }

  public var rank: Int { kernel.count }

  /// Whether neighbours in the kernel are neighbours in the input.
  public var isDense: Bool { dilations.allSatisfy { $0 == 1 } }

  public var hasPads: Bool { (padsBegin + padsEnd).contains { $0 != 0 } }

  /// How many elements of the input the kernel spans along `axis`.
  public func reach(_ axis: Int) -> Int { span(axis, of: 1) }

  /// How many elements `count` positions of the kernel span along `axis`, side by side.
  ///
  /// Backwards, this is what `count` elements are spread to.
  public func span(_ axis: Int, of count: Int) -> Int {
    (count - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1
  }

}

extension Window {

  /// The extents that the kernel gives from the spatial extents `input`.
  /// - Errors: the parameters do not fit each other or the input.
  public func outputExtents(_ input: [Int]) throws(TensorError) -> [Int] {
    guard input.count == rank else {
      throw .parameter("a window over \(rank) axes for \(input.count)")
    }
    var result: [Int] = []
    for (axis, extent) in input.enumerated() {
      result.append(try outputExtent(axis, of: extent))
    }
    return result
  }

  /// The extent that the kernel gives along `axis` from `input` elements.
  /// - Errors: the parameters do not fit each other or the input.
  public func outputExtent(_ axis: Int, of input: Int) throws(TensorError) -> Int {
    try check(axis, input)
    let padded = input + padsBegin[axis] + padsEnd[axis]
    let room = padded - reach(axis)
    guard room >= 0 else {
      throw .parameter("a kernel that spans \(reach(axis)) over \(padded) elements")
    }
    let extent = (room + (roundsUp ? strides[axis] - 1 : 0)) / strides[axis] + 1
    let startsOutside = (extent - 1) * strides[axis] >= input + padsBegin[axis]
    return roundsUp && startsOutside ? extent - 1 : extent
  }

  /// The extent that a transposed convolution gives along `axis` from `input` elements; `extra` are
  /// added behind.
  /// - Errors: the parameters do not fit each other, or nothing is left.
  public func transposedExtent(
    _ axis: Int, of input: Int, extra: Int = 0
  ) throws(TensorError) -> Int {
    try check(axis, input)
    guard input <= 1 << 30, (0 ... 1 << 30).contains(extra) else {
      throw .parameter("\(input) elements and \(extra) more")
    }
    let extent = span(axis, of: input) + extra - padsBegin[axis] - padsEnd[axis]
    guard extent > 0 else { throw .parameter("a transposed window that leaves \(extent) elements") }
    return extent
  }

  /// Refuses parameters that do not fit each other or that no arithmetic can follow.
  private func check(_ axis: Int, _ input: Int) throws(TensorError) {
    let lists = [strides, padsBegin, padsEnd, dilations]
    guard lists.allSatisfy({ $0.count == rank }) else {
      throw .parameter("a window over \(rank) axes with parameters for \(lists.map(\.count))")
    }
    let positive = kernel + strides + dilations
    guard positive.allSatisfy({ (1 ... 1 << 30).contains($0) }) else {
      throw .parameter("a window whose kernel, strides or dilations are not positive")
    }
    let others = [input, padsBegin[axis], padsEnd[axis]]
    guard others.allSatisfy({ (-(1 << 40) ... 1 << 40).contains($0) }) else {
      throw .parameter("a window whose pads are out of range")
    }
  }

}
