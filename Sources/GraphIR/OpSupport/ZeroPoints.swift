import Diagnostics
import Tensors

/// `attributes` with `int32` as the type of the result where they name none.
func integerSum(_ attributes: Attributes) -> Attributes {
  guard attributes[Convolution.outType].isEmpty else { return attributes }
  return attributes.setting(Convolution.outType, "int32")
}
