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

  /// A window over `kernel`; what is left out is a stride of 1, no pads, a dilation of 1.
  public init(
    kernel: [Int], strides: [Int]? = nil, padsBegin: [Int]? = nil, padsEnd: [Int]? = nil,
    dilations: [Int]? = nil
  ) {
    self.kernel = kernel
    self.strides = strides ?? kernel.map { _ in 1 }
    self.padsBegin = padsBegin ?? kernel.map { _ in 0 }
    self.padsEnd = padsEnd ?? kernel.map { _ in 0 }
    self.dilations = dilations ?? kernel.map { _ in 1 }
  }

  public var rank: Int { kernel.count }

  /// How many elements of the input the kernel spans along `axis`.
  public func reach(_ axis: Int) -> Int { dilations[axis] * (kernel[axis] - 1) + 1 }

  /// The extents that the kernel gives from the spatial extents `input`.
  ///
  /// With `roundingUp`, an output element whose window only starts inside input and front pad
  /// counts too, as with `ceil_mode` of ONNX.
  /// - Errors: The parameters do not fit each other or the input.
  public func outputExtents(_ input: [Int], roundingUp: Bool = false) throws(TensorError) -> [Int] {
    try check(input)
    var result: [Int] = []
    for axis in 0 ..< rank {
      let padded = input[axis] + padsBegin[axis] + padsEnd[axis]
      let room = padded - reach(axis)
      guard room >= 0 else {
        throw .parameter("a kernel that spans \(reach(axis)) over \(padded) elements")
      }
      var extent = (room + (roundingUp ? strides[axis] - 1 : 0)) / strides[axis] + 1
      if roundingUp, (extent - 1) * strides[axis] >= input[axis] + padsBegin[axis] { extent -= 1 }
      result.append(extent)
    }
    return result
  }

  /// Refuses parameters that do not fit each other or that no arithmetic can follow.
  private func check(_ input: [Int]) throws(TensorError) {
    let lists = [input, strides, padsBegin, padsEnd, dilations]
    guard lists.allSatisfy({ $0.count == rank }) else {
      throw .parameter("a window over \(rank) axes with parameters for \(lists.map(\.count))")
    }
    let positive = kernel + strides + dilations
    guard positive.allSatisfy({ (1 ... 1 << 30).contains($0) }) else {
      throw .parameter("a window whose kernel, strides or dilations are not positive")
    }
    guard (input + padsBegin + padsEnd).allSatisfy({ (-(1 << 40) ... 1 << 40).contains($0) }) else {
      throw .parameter("a window whose pads are out of range")
    }
  }

}
