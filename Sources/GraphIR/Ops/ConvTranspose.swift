import Diagnostics
public import Tensors

/// A convolution run backwards, over one, two or three spatial axes.
///
/// - Source: Relay 0.0.5 `nn.conv2d_transpose` and its like, with dilation as in ONNX.
public struct ConvTranspose: Sendable {

  /// Of one, two and three spatial axes.
  public static let all = (1 ... 3).map { ConvTranspose(rank: $0) }

  static let ops = all.map(\.op)

  public static let groups = AttributeKey(
    "groups", default: 1, "into how many parts channels fall")
  public static let channels = AttributeKey<Int?>(
    "channels", default: nil, "the channels of the result")
  public static let kernelSize = AttributeKey<[Int]?>(
    "kernel_size", default: nil, "the spatial extents of the kernel")
  public static let type = AttributeKey("out_dtype", default: "", "not used")
  public static let outLayout = AttributeKey("out_layout", default: "", "not used")

  public let rank: Int
  public let window: WindowAttributes
  public let outputPadding: AttributeKey<[Int]>
  public let dataLayout: AttributeKey<String>
  public let kernelLayout: AttributeKey<String>

  private init(rank: Int) {
    self.rank = rank
    window = WindowAttributes(rank: rank)
    let axes = Layout.spatial(rank)
    outputPadding = AttributeKey(
      "output_padding", default: Array(repeating: 0, count: rank),
      "elements more behind each spatial axis")
    dataLayout = AttributeKey("data_layout", default: "NC" + axes, "the order of the axes")
    // Relay's default names the axes the other way round and means the same.
    kernelLayout = AttributeKey("kernel_layout", default: "OI" + axes, "the kernel's order")
  }

  /// The attributes of a kernel that moves as `window` says over the result.
  public func settings(
    _ window: Window, extra: [Int], groups: Int, channels: Int
  ) -> Attributes {
    self.window.settings(window).setting(Self.groups, groups).setting(Self.channels, channels)
      .setting(Self.kernelSize, window.kernel).setting(outputPadding, extra)
      .setting(kernelLayout, "IO" + Layout.spatial(rank))
  }

  public var op: Op {
    Op(
      "nn.conv\(rank)d_transpose", "convolve backwards: each element is spread by the kernel",
      operands: ["data", "weight"],
      attributes: [
        Self.channels, Self.kernelSize, window.strides, window.padding, outputPadding,
        window.dilation, Self.groups, dataLayout, kernelLayout, Self.outLayout, Self.type,
      ],
      infer: { input throws(Diagnostic) in .tensor(try infer(input)) },
      evaluate: { operands, attributes throws(Diagnostic) in
        let (data, weight) = (try operands.tensor(0), try operands.tensor(1))
        let kernel = Array(weight.shape.dropFirst(2))
        let window = try window.window(kernel, attributes)
        let spatial = try extents(data.shape, window, attributes).compactMap(\.self)
        return try tensorValue { () throws(TensorError) in
          try Tensor.transposedConvolution(
            data, weight, window, groups: attributes[Self.groups], outputExtents: spatial)
        }
      })
  }

  private func infer(_ input: InferenceInput) throws(Diagnostic) -> TensorType {
    try input.expect(operands: 2 ... 2)
    let data = try input.tensor(0, rank: rank + 2)
    let weight = try input.tensor(1, rank: rank + 2)
    try input.expectSameElements(data, weight)
    guard let kernel = weight.extents else { throw .error("the kernel's shape is not known") }
    if let found = data.shape[1], found != kernel[0] {
      throw .error("data of \(found) channels, a kernel of \(kernel[0])")
    }
    let window = try window.window(Array(kernel.dropFirst(2)), input.attributes)
    let spatial = try extents(data.shape, window, input.attributes)
    let (channels, overflow) = kernel[1].multipliedReportingOverflow(
      by: input.attributes[Self.groups])
    guard !overflow else { throw .error("\(kernel[1]) channels of each group are too many") }
    return TensorType([data.shape[0], channels] + spatial, data.element)
  }

  /// The spatial extents of the result; unknown where those of the data are.
  private func extents(
    _ data: [Int?], _ window: Window, _ attributes: Attributes
  ) throws(Diagnostic) -> [Int?] {
    let extra = attributes[outputPadding]
    let axes = Layout.spatial(rank)
    guard extra.count == rank, attributes[dataLayout] == "NC" + axes,
      ["IO" + axes, "OI" + axes].contains(attributes[kernelLayout])
    else { throw .error("`\(extra)` or a layout does not fit \(rank) spatial axes") }
    var result: [Int?] = []
    for (axis, extent) in data.dropFirst(2).enumerated() {
      result.append(
        try extent.map { extent throws(Diagnostic) in
          try computing { () throws(TensorError) in
            try window.transposedExtent(axis, of: extent, extra: extra[axis])
          }
        })
    }
    return result
  }

}
