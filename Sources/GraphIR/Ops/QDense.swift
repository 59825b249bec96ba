import Diagnostics
import Tensors

/// A product of integers less their zero points, in `int32`.
///
/// - Source: Relay 0.0.5 `qnn.dense`.
public enum QDense {

  public static let op = Op(
    "qnn.dense", "multiply integers less their zero points by a transposed weight",
    operands: [
      "data", "weight", "input_zero_point", "kernel_zero_point", "input_scale", "kernel_scale",
    ],
    attributes: Dense.op.attributes, traits: .quantized,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 6 ... 6)
      return .tensor(
        try Dense.infer(
          input.tensor(0), input.tensor(1, rank: 2), integerSum(input.attributes)))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, weight) = (try operands.tensor(0), try operands.tensor(1))
      let zeros = try operands.tensor(2).ints
      guard data.isNarrowInteger, weight.isNarrowInteger, zeros.count == 1 else {
        throw .error("\(data.elementType) by \(weight.elementType), expected 8-bit integers")
      }
      return .tensor(
        try Dense.evaluate(
          data, weight, zeros: zeros, weightZeros: operands.tensor(3).ints,
          integerSum(attributes)))
    })

}
