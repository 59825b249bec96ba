import Diagnostics
import Tensors

/// A convolution of integers less their zero points, in `int32`.
///
/// Outside of the data stands its zero point. The scales are what the result is to be read with:
/// they do not change it.
/// - Source: Relay 0.0.5 `qnn.conv2d`.
public enum QConv2D {

  public static let keys = Convolution(rank: 2)

  public static let op = Op(
    "qnn.conv2d", "convolve integers less their zero points",
    operands: [
      "data", "weight", "input_zero_point", "kernel_zero_point", "input_scale", "kernel_scale",
    ],
    attributes: keys.attributes, traits: .quantized,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 6 ... 6)
      return .tensor(
        try keys.infer(
          integerSum(input.attributes), try input.tensor(0), try input.tensor(1)))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, weight) = (try operands.tensor(0), try operands.tensor(1))
      let zero = try operands.tensor(2).ints
      guard data.isNarrowInteger, weight.isNarrowInteger, zero.count == 1 else {
        throw .error("\(data.elementType) by \(weight.elementType), expected 8-bit integers")
      }
      return .tensor(
        try keys.evaluate(
          data, weight, zero: zero[0], weightZeros: operands.tensor(3).ints,
          integerSum(attributes)))
    })

}
