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
    attributes: Dense.op.attributes,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 6 ... 6)
      return .tensor(
        try Dense.infer(
          input.tensor(0), input.tensor(1, rank: 2), integerSum(input.attributes)))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let x = try centred(operands.tensor(0), operands.tensor(2), axis: 0)
      let w = try centred(operands.tensor(1), operands.tensor(3), axis: 0)
      return .tensor(try Dense.evaluate(x, w, integerSum(attributes)))
    })

}
