import Diagnostics
import Support
import Tensors

/// Joins all axes but the first.
public enum BatchFlatten {

  public static let op = Op(
    "nn.batch_flatten", "one row of elements for each sample", operands: ["data"], traits: .view,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      guard let samples = data.shape.first else {
        throw .error("a scalar has no samples to flatten")
      }
      let width = TensorType(Array(data.shape.dropFirst()), data.element).count
      return .tensor([samples, width], data.element)
    },
    evaluate: { operands, _ throws(Diagnostic) in
      let data = try operands.tensor(0)
      guard let samples = data.shape.first else {
        throw .error("a scalar has no samples to flatten")
      }
      let width = data.shape.dropFirst().product
      return .tensor(
        try computing { () throws(TensorError) in try data.reshaped(to: [samples, width]) })
    })

}
