import Diagnostics
import Tensors

/// Puts tensors of integers that stand for numbers one behind the other, each brought to the scale
/// of the result.
///
/// - Source: Relay 0.0.5 `qnn.concatenate`, as TVM 0.11 lowers it.
public enum QConcatenate {

  public static let axis = AttributeKey("axis", default: 0, "the axis that grows")

  public static let op = Op(
    "qnn.concatenate", "integers that stand for numbers one behind the other, with one scale",
    operands: [
      "data: a tuple of tensors", "input_scales: a tuple of as many",
      "input_zero_points: a tuple of as many", "output_scale", "output_zero_point",
    ],
    attributes: [axis], traits: .quantized,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 5 ... 5)
      let data = try input.tensors(0)
      for index in 1 ... 2 {
        let count = try input.tensors(index).count
        guard count == data.count else {
          throw .error("operand \(index) has \(count) fields, expected \(data.count)")
        }
      }
      for type in try input.tensors(1) + input.tensors(2) where type.count != 1 {
        throw .error("the scale or zero point of a tensor must be a scalar, not \(type)")
      }
      return try Concatenate.op.infer(
        InferenceInput(
          types: [input.types[0]], constants: [nil],
          attributes: [Concatenate.axis(input.attributes[axis])]))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      guard operands.count == 5 else {
        throw .error("expected 5 operands, found \(operands.count)")
      }
      let (data, scales, zeros) = (operands[0].tensors, operands[1].tensors, operands[2].tensors)
      guard scales.count == data.count, zeros.count == data.count else {
        throw .error("\(data.count) tensors have \(scales.count) scales and \(zeros.count) zeros")
      }
      var parts: [Value] = []
      for (index, tensor) in data.enumerated() {
        parts.append(
          try Requantize.op.evaluate(
            [
              .tensor(tensor), .tensor(scales[index]), .tensor(zeros[index]), operands[3],
              operands[4],
            ],
            [Requantize.outType(tensor.elementType.rawValue)]))
      }
      return try Concatenate.op.evaluate(
        [.tuple(parts)], [Concatenate.axis(attributes[axis])])
    })

}
