import Diagnostics
import Tensors

/// The determinants of matrices.
///
/// - Source: ONNX `Det`, version 22.
public enum Determinant {

  public static let op = Op(
    "onnx.det", "the determinants of the matrices in the last two axes", operands: ["data"],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      guard data.element.isFloat else { throw .refused(data.element, "floats") }
      let sides = data.shape.suffix(2)
      guard sides.count == 2, Set(sides.compactMap(\.self)).count < 2 else {
        throw .error("the matrices of \(data) are not square")
      }
      return .tensor(Array(data.shape.dropLast(2)), data.element)
    },
    evaluate: { operands, _ throws(Diagnostic) in
      let data = try operands.tensor(0)
      return try tensorValue { () throws(TensorError) in try data.determinants() }
    })

}
