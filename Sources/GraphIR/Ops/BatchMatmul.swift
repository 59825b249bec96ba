import Diagnostics
import Tensors

/// Products of matrices, one for each position of the leading axes.
///
/// - Source: Relay 0.0.5 `nn.batch_matmul`, whose second matrix is transposed unless it says
///   otherwise; ONNX `MatMul` for the rest.
public enum BatchMatmul {

  public static let outType = AttributeKey("out_dtype", default: "", "not used")
  public static let transposesA = AttributeKey(
    "transpose_a", default: false, "whether the first matrices are transposed")
  public static let transposesB = AttributeKey(
    "transpose_b", default: true, "whether the second matrices are transposed")

  static let ops = [batched, general]

  public static let batched = Op(
    "nn.batch_matmul", "the product of the matrices at each position of the first axis",
    operands: ["x", "y"], attributes: [outType, transposesA, transposesB],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (x, y) = (try input.tensor(0, rank: 3), try input.tensor(1, rank: 3))
      try input.expectSameElements(x, y)
      let a = input.attributes[transposesA] ? [x.shape[0], x.shape[2], x.shape[1]] : x.shape
      let b = input.attributes[transposesB] ? [y.shape[0], y.shape[2], y.shape[1]] : y.shape
      return .tensor(try product(a, b), x.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (x, y) = (try operands.tensor(0), try operands.tensor(1))
      return try tensorValue { () throws(TensorError) in
        let a = attributes[transposesA] ? try x.transposed([0, 2, 1]) : x
        let b = attributes[transposesB] ? try y.transposed([0, 2, 1]) : y
        return try Tensor.matrixProduct(a, b)
      }
    })

  public static let general = Op(
    "onnx.matmul", "the product of matrices of any rank; a vector is a row or a column",
    operands: ["a", "b"],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (a, b) = (try input.tensor(0), try input.tensor(1))
      try input.expectSameElements(a, b)
      guard let last = a.shape.last, !b.shape.isEmpty else { throw .error("a factor is a scalar") }
      let left = a.shape.count == 1 ? [1, last] : a.shape
      let right = b.shape.count == 1 ? [b.shape[0], 1] : b.shape
      var shape = try product(left, right)
      if b.shape.count == 1 { shape.removeLast() }
      if a.shape.count == 1 { shape.remove(at: shape.count - (b.shape.count == 1 ? 1 : 2)) }
      return .tensor(shape, a.element)
    },
    evaluate: { operands, _ throws(Diagnostic) in
      let (a, b) = (try operands.tensor(0), try operands.tensor(1))
      return try tensorValue { () throws(TensorError) in try Tensor.matrixProduct(a, b) }
    })

  /// The shape of the products of matrices behind leading axes that are repeated to fit.
  static func product(_ a: [Int?], _ b: [Int?]) throws(Diagnostic) -> [Int?] {
    let (rows, inner) = (a[a.count - 2], a[a.count - 1])
    let (outer, columns) = (b[b.count - 2], b[b.count - 1])
    if let inner, let outer, inner != outer {
      throw .error("rows of \(inner) elements meet columns of \(outer)")
    }
    let leading = try broadcastShape(Array(a.dropLast(2)), Array(b.dropLast(2)))
    return leading + [rows, columns]
  }

}
