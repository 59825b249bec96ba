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
    attributes: keys.attributes,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 6 ... 6)
      return .tensor(
        try keys.infer(
          integerSum(input.attributes), try input.tensor(0), try input.tensor(1)))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, weight) = (try operands.tensor(0), try operands.tensor(1))
      let axis = Array(attributes[keys.kernelLayout]).firstIndex(of: "O") ?? 0
      let x = try centred(data, try operands.tensor(2), axis: 0)
      let w = try centred(weight, try operands.tensor(3), axis: axis)
      return .tensor(try keys.evaluate(x, w, integerSum(attributes)))
    })

}
