import Diagnostics
import Support
import Tensors

/// The product of `data` and the transposed `weight`.
///
///     result[…, u] = Σ k  data[…, k] · weight[u, k]
///
/// Integers are multiplied and added in int32, wrapping around. `sum_block` is as for convolutions.
/// - Source: Relay 0.0.5 `nn.dense`.
public enum Dense {

  public static let units = AttributeKey<Int?>("units", default: nil, "the rows of `weight`")
  public static let outType = AttributeKey(
    "out_dtype", default: "", "the element type of the result; that of the data if empty")

  public static let op = Op(
    "nn.dense", "multiply `data` by the transposed `weight`", operands: ["data", "weight"],
    attributes: [units, outType, Convolution.sumBlock], traits: .product,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      return .tensor(
        try infer(try input.tensor(0), try input.tensor(1, rank: 2), input.attributes))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      .tensor(try evaluate(operands.tensor(0), operands.tensor(1), attributes))
    })

  static func infer(
    _ data: TensorType, _ weight: TensorType, _ attributes: Attributes
  ) throws(Diagnostic) -> TensorType {
    guard let width = data.shape.last else { throw .error("the data of a product is a scalar") }
    if let width, let taken = weight.shape[1], width != taken {
      throw .error("rows of \(width) elements meet a weight of \(weight)")
    }
    if let units = attributes[units], let rows = weight.shape[0], units != rows {
      throw .error("`units` is \(units), but the weight has \(rows) rows")
    }
    return TensorType(
      Array(data.shape.dropLast()) + [weight.shape[0]],
      try resultType(data.element, attributes))
  }

  static func evaluate(
    _ data: Tensor, _ weight: Tensor, zeros: [Int] = [0], weightZeros: [Int] = [0],
    _ attributes: Attributes
  ) throws(Diagnostic) -> Tensor {
    let type = try resultType(data.elementType, attributes)
    let rows = data.shape.dropLast().product
    if let block = attributes[Convolution.sumBlock], data.elementType.isFloat {
      return try computing { () throws(TensorError) in
        try Tensor.convolution(
          data.reshaped(to: [rows, data.shape.last ?? 1]), weight, Window(kernel: []),
          inBlocksOf: block
        ).reshaped(to: data.shape.dropLast() + [weight.shape[0]]).converted(to: type)
      }
    }
    return try computing { () throws(TensorError) in
      let matrix = try data.reshaped(to: [rows, data.shape.last ?? 1])
      let product =
        data.isNarrowInteger && weight.isNarrowInteger
        ? try Tensor.integerMatrixProduct(
          matrix, weight.transposed([1, 0]), aZeros: zeros, bZeros: weightZeros)
        : try Tensor.matrixProduct(
          matrix.widened(toSum: type), transposed: false, weight.widened(toSum: type),
          transposed: true)
      return try product.reshaped(to: data.shape.dropLast() + [weight.shape[0]])
        .converted(to: type)
    }
  }

  private static func resultType(
    _ data: ElementType, _ attributes: Attributes
  ) throws(Diagnostic) -> ElementType {
    let spelling = attributes[outType]
    return spelling.isEmpty ? data : try elementType(spelled: spelling)
  }

}
