import Diagnostics
import Tensors

/// `data` less its zero points: as it is where they are 0, else in `int32`.
/// - Errors: the zero points are neither a scalar nor a vector along `axis`.
func centred(_ data: Tensor, _ zero: Tensor, axis: Int) throws(Diagnostic) -> Tensor {
  if zero.ints.allSatisfy({ $0 == 0 }) { return data }
  let zeros = try zero.along(axis, rank: data.rank).converted(to: .int32)
  return try computing { () throws(TensorError) in
    try Tensor.combining(.subtract, data.converted(to: .int32), zeros)
  }
}

/// `attributes` with `int32` as the type of the result where they name none.
func integerSum(_ attributes: Attributes) -> Attributes {
  guard attributes[Convolution.outType].isEmpty else { return attributes }
  return attributes.setting(Convolution.outType, "int32")
}
