import GraphIR
import Passes
import Support
import Tensors
import TestKit

/// In what numbers a convolution of a test computes.
enum ConvolutionKind: String, CaseIterable, Sendable {

  case floats

  /// `int8` without zero points, sums in `int32`.
  case integers

  /// Floats between `qnn.dequantize`, one scale for all weights and a zero point.
  case dequantized

  /// As `dequantized`, with a scale and a zero point for each output channel.
  case perChannel

  /// `qnn.conv2d`, as models of quantized operators have it.
  case quantized

}

/// A convolution with its attributes, drawn at random.
struct RandomConvolution {

  var shape: [Int]
  var kernel: [Int]
  var attributes: [String: AttributeValue]

  /// - Parameters:
  ///   - axes: how many spatial axes there are.
  ///   - groups, dilation, padding: what the attributes are at most.
  init(
    axes: Int, groups: Int = 1, dilation: Int = 1, padding: Int = 1,
    _ random: inout SplitMix64
  ) {
    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let parts = groups > 1 ? draw(2 ... groups) : 1
    let (inputs, outputs) = (parts * draw(1 ... 3), parts * draw(1 ... 3))
    let sizes = (0 ..< axes).map { _ in draw(1 ... 3) }
    let gaps = sizes.map { _ in dilation > 1 ? draw(2 ... dilation) : 1 }
    let pads = (0 ..< 2 * axes).map { _ in draw(0 ... padding) }
    let extents = (0 ..< axes).map { (sizes[$0] - 1) * gaps[$0] + 1 + draw(0 ... 5) }
    shape = [1, inputs] + extents
    kernel = [outputs, inputs / parts] + sizes
    attributes = [
      "groups": .integer(parts), "dilation": gaps.attributeValue, "padding": pads.attributeValue,
      "strides": sizes.map { _ in draw(1 ... 2) }.attributeValue,
    ]
  }

}

extension FloatNetwork {

  /// Whole numbers of `int8`, all over its range.
  mutating func bytes(_ shape: [Int]) -> Tensor { numbers(shape, 128).converted(to: .int8) }

  /// The convolution of a parameter, as `kind` computes it; float data is rounded to steps first.
  mutating func convolution(
    _ random: RandomConvolution, _ kind: ConvolutionKind
  ) throws -> ID<Node> {
    let name = "nn.conv\(random.kernel.count - 2)d"
    let outputs = random.kernel[0]
    switch kind {
    case .floats:
      let weight = constant(numbers(random.kernel))
      return try call(name, [input("x", random.shape, .float32), weight], random.attributes)
    case .integers:
      let data = input("x", random.shape, .int8)
      return try call(
        name, [data, constant(bytes(random.kernel))],
        random.attributes.merging(["out_dtype": .text("int32")]) { $1 })
    case .dequantized:
      let data = try call(
        "qnn.dequantize",
        [input("x", random.shape, .int8), scalar(0.5), constant(Tensor(scalar: Int8(3)))])
      let weight = try call(
        "qnn.dequantize",
        [constant(bytes(random.kernel)), scalar(0.25), constant(Tensor(scalar: Int8(-7)))])
      return try call(name, [data, weight], random.attributes)
    case .perChannel:
      let data = try call(
        "qnn.dequantize",
        [input("x", random.shape, .int8), scalar(0.5), constant(Tensor(scalar: Int8(-2)))])
      let scales = Tensor((0 ..< outputs).map { Float($0 + 1) / 8 })
      let weight = try call(
        "qnn.dequantize",
        [constant(bytes(random.kernel)), constant(scales), constant(bytes([outputs]))],
        ["axis": .integer(0)])
      return try call(name, [data, weight], random.attributes)
    case .quantized:
      let data = input("x", random.shape, .int8)
      let zeros = [Tensor(scalar: Int8(5)), bytes([outputs])]
      return try call(
        "qnn.conv2d",
        [data, constant(bytes(random.kernel))] + zeros.map { constant($0) }
          + [scalar(0.5), scalar(0.25)],
        random.attributes.merging(["out_dtype": .text("int32")]) { $1 })
    }
  }

  private mutating func scalar(_ value: Float) -> ID<Node> { constant(Tensor(scalar: value)) }

}
