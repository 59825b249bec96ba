import Diagnostics
import Tensors

/// A convolution run backwards, over one, two and three spatial axes.
///
/// - Source: Relay 0.0.5 `nn.conv2d_transpose` and its like, with dilation as in ONNX.
enum ConvTranspose {

  static let ops = (1 ... 3).map(make)

  private static let groups = AttributeKey(
    "groups", default: 1, "into how many parts channels fall")
  private static let channels = AttributeKey<Int?>(
    "channels", default: nil, "the channels of the result")
  private static let kernelSize = AttributeKey<[Int]?>(
    "kernel_size", default: nil, "the spatial extents of the kernel")
  private static let type = AttributeKey("out_dtype", default: "", "not used")
  private static let outLayout = AttributeKey("out_layout", default: "", "not used")

  private static func make(_ rank: Int) -> Op {
    let window = WindowAttributes(rank: rank)
    let axes = Layout.spatial(rank)
    let extra = AttributeKey(
      "output_padding", default: Array(repeating: 0, count: rank),
      "elements more behind each spatial axis")
    let dataLayout = AttributeKey("data_layout", default: "NC" + axes, "the order of the axes")
    // Relay's default names the axes the other way round and means the same.
    let kernelLayout = AttributeKey("kernel_layout", default: "OI" + axes, "the kernel's order")
    @Sendable func extents(
      _ data: [Int?], _ kernel: [Int], _ attributes: Attributes
    ) throws(Diagnostic) -> [Int?] {
      let window = try window.window(kernel, attributes)
      let extra = attributes[extra]
      guard extra.count == rank, attributes[dataLayout] == "NC" + axes,
        ["IO" + axes, "OI" + axes].contains(attributes[kernelLayout])
      else { throw .error("`\(extra)` or a layout does not fit \(rank) spatial axes") }
      return (0 ..< rank).map { axis in
        data[axis + 2].map {
          ($0 - 1) * window.strides[axis] + window.reach(axis) + extra[axis]
            - window.padsBegin[axis] - window.padsEnd[axis]
        }
      }
    }
    return Op(
      "nn.conv\(rank)d_transpose", "convolve backwards: each element is spread by the kernel",
      operands: ["data", "weight"],
      attributes: [
        channels, kernelSize, window.strides, window.padding, extra, window.dilation, groups,
        dataLayout, kernelLayout, outLayout, type,
      ],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 2 ... 2)
        let data = try input.tensor(0, rank: rank + 2)
        let weight = try input.tensor(1, rank: rank + 2)
        try input.expectSameElements(data, weight)
        guard let kernel = weight.extents else { throw .error("the kernel's shape is not known") }
        if let found = data.shape[1], found != kernel[0] {
          throw .error("data of \(found) channels, a kernel of \(kernel[0])")
        }
        let spatial = try extents(data.shape, Array(kernel.dropFirst(2)), input.attributes)
        guard spatial.allSatisfy({ $0 ?? 1 > 0 }) else { throw .error("nothing is left") }
        return .tensor(
          [data.shape[0], kernel[1] * input.attributes[groups]] + spatial, data.element)
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        let (data, weight) = (try operands.tensor(0), try operands.tensor(1))
        let kernel = Array(weight.shape.dropFirst(2))
        let window = try window.window(kernel, attributes)
        let spatial = try extents(data.shape, kernel, attributes).compactMap(\.self)
        return try tensorValue { () throws(TensorError) in
          try Tensor.transposedConvolution(
            data, weight, window, groups: attributes[groups], outputExtents: spatial)
        }
      })
  }

}
