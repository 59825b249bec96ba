import Diagnostics
public import Tensors

/// A convolution over one, two or three spatial axes.
///
///     result[n, o, y…] = Σ c, k…  data[n, c, y · stride + k · dilation - pad …] · weight[o, c, k…]
///
/// The sum runs over the channels of the group of `o`. Integers are multiplied and added in int32,
/// wrapping around. With `sum_block` floats are summed in float32, so many channels at a time, as an
/// array does; nothing is rounded but the products, the sums and the result.
/// - Source: Relay 0.0.5 `nn.conv1d`, `nn.conv2d`, `nn.conv3d`.
public struct Convolution: Sendable {

  public let window: WindowAttributes
  public let dataLayout: AttributeKey<String>
  public let kernelLayout: AttributeKey<String>

  /// The layouts that the arithmetic is done in.
  private let canonical: (data: Layout, kernel: Layout)

  public static let groups = AttributeKey(
    "groups", default: 1, "into how many groups the channels fall")
  public static let channels = AttributeKey<Int?>(
    "channels", default: nil, "the channels of the result")
  public static let kernelSize = AttributeKey<[Int]?>(
    "kernel_size", default: nil, "the spatial extents of the kernel")
  public static let outLayout = AttributeKey(
    "out_layout", default: "", "the layout of the result; that of the data if empty")
  public static let outType = AttributeKey(
    "out_dtype", default: "", "the element type of the result; that of the data if empty")

  public static let sumBlock = AttributeKey<Int?>(
    "sum_block", default: nil, "how many channels an array sums at a time, in float32")

  /// The convolution over `rank` spatial axes.
  public init(rank: Int) {
    window = WindowAttributes(rank: rank)
    let axes = Layout.spatial(rank)
    canonical = (Layout("NC" + axes), Layout("OI" + axes))
    dataLayout = AttributeKey("data_layout", default: "NC" + axes, "the order of the data's axes")
    kernelLayout = AttributeKey(
      "kernel_layout", default: "OI" + axes, "the order of the kernel's axes")
  }

  /// The attributes, in the order of Relay.
  public var attributes: [any AnyAttributeKey] {
    [
      window.strides, window.padding, window.dilation, Self.groups, Self.channels, Self.kernelSize,
      dataLayout, kernelLayout, Self.outLayout, Self.outType, Self.sumBlock,
    ]
  }

  /// The attributes of a convolution with a kernel that moves as `window` says.
  public func settings(_ window: Window, groups: Int, channels: Int?) -> Attributes {
    self.window.settings(window).setting(Self.groups, groups).setting(Self.channels, channels)
      .setting(Self.kernelSize, window.kernel)
  }

  /// The operator `name`.
  func op(_ name: String, _ summary: String) -> Op {
    Op(
      name, summary, operands: ["data", "weight"], attributes: attributes, traits: .product,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 2 ... 2)
        return .tensor(try infer(input.attributes, try input.tensor(0), try input.tensor(1)))
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        .tensor(try evaluate(operands.tensor(0), operands.tensor(1), attributes))
      })
  }

  /// The type of the convolution of tensors of the types `data` and `weight`.
  /// - Errors: ranks, channels or the window do not fit.
  func infer(
    _ attributes: Attributes, _ data: TensorType, _ weight: TensorType
  ) throws(Diagnostic) -> TensorType {
    let layout = Layout(attributes[dataLayout])
    let extents = try layout.extents(data.shape, to: canonical.data)
    let kernel = try Layout(attributes[kernelLayout]).extents(weight.shape, to: canonical.kernel)
    let groups = attributes[Self.groups]
    if let channels = extents[1], let taken = kernel[1],
      taken.multipliedReportingOverflow(by: groups) != (channels, false)
    {
      throw .error(
        "data of \(channels) channels, a kernel of \(taken) in \(groups) groups",
        notes: ["data is \(data), weight is \(weight)"])
    }
    if let out = kernel[0], groups < 1 || out % groups != 0 {
      throw .error("\(out) channels of the result do not fall into \(groups) groups")
    }
    try check(kernel, attributes)
    let sizes = kernel.dropFirst(2).compactMap(\.self)
    guard sizes.count == window.rank else { throw .error("the kernel's extents are not known") }
    let spatial = try window.window(sizes, attributes).extents(Array(extents.dropFirst(2)))
    let shape = [extents[0], kernel[0]] + spatial
    let out = attributes[Self.outLayout].isEmpty ? layout : Layout(attributes[Self.outLayout])
    return TensorType(
      try canonical.data.extents(shape, to: out), try resultType(data.element, attributes))
  }

  /// - Errors: `channels` or `kernel_size` say something else than the kernel's shape.
  private func check(_ kernel: [Int?], _ attributes: Attributes) throws(Diagnostic) {
    if let channels = attributes[Self.channels], let found = kernel[0], channels != found {
      throw .error("`channels` is \(channels), but the kernel has \(found)")
    }
    let sizes = kernel.dropFirst(2).compactMap(\.self)
    if let size = attributes[Self.kernelSize], sizes.count == window.rank, size != sizes,
      size != [sizes[0]] || Set(sizes).count > 1
    {
      throw .error("`kernel_size` is \(size), but the kernel has \(sizes)")
    }
  }

  private func resultType(
    _ data: ElementType, _ attributes: Attributes
  ) throws(Diagnostic) -> ElementType {
    let spelling = attributes[Self.outType]
    return spelling.isEmpty ? data : try elementType(spelled: spelling)
  }

  /// The convolution itself.
  func evaluate(
    _ data: Tensor, _ weight: Tensor, zero: Int = 0, weightZeros: [Int] = [0],
    _ attributes: Attributes
  ) throws(Diagnostic) -> Tensor {
    let layout = Layout(attributes[dataLayout])
    let x = try layout.rearranged(data, to: canonical.data)
    let w = try Layout(attributes[kernelLayout]).rearranged(weight, to: canonical.kernel)
    let type = try resultType(data.elementType, attributes)
    let window = try window.window(Array(w.shape.dropFirst(2)), attributes)
    let groups = attributes[Self.groups]
    let result = try computing { () throws(TensorError) in
      if let block = attributes[Self.sumBlock], data.elementType.isFloat {
        return try Tensor.convolution(x, w, window, groups: groups, inBlocksOf: block)
          .converted(to: type)
      }
      return x.isNarrowInteger && w.isNarrowInteger
        ? try Tensor.integerConvolution(
          x, w, inputZero: zero, weightZeros: weightZeros, window, groups: groups
        ).converted(to: type)
        : try Tensor.convolution(
          x.widened(toSum: type), w.widened(toSum: type), window, groups: groups
        ).converted(to: type)
    }
    let out = attributes[Self.outLayout].isEmpty ? layout : Layout(attributes[Self.outLayout])
    return try canonical.data.rearranged(result, to: out)
  }

}

extension Tensor {

  /// Whether products of the elements are summed in `int32`.
  var isNarrowInteger: Bool { elementType.isInteger && elementType.bitWidth <= 8 }

  /// Integers in the type that their products are summed in; floats, and sums of their own type, as
  /// they are.
  func widened(toSum type: ElementType) -> Tensor {
    elementType.isInteger && type.isInteger ? converted(to: type) : self
  }

}
