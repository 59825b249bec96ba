import Diagnostics
import Tensors

extension Tensor {

  /// This vector as a tensor of `rank` axes that runs along `axis`; a scalar stays as it is.
  /// - Errors: there is no such axis, or this has several axes.
  func along(_ axis: Int, rank: Int) throws(Diagnostic) -> Tensor {
    if count == 1 { return try computing { () throws(TensorError) in try reshaped(to: []) } }
    guard self.rank == 1 else { throw .error("expected a vector, found \(self)") }
    var shape = [Int](repeating: 1, count: rank)
    shape[try normalized(axis: axis, rank: rank)] = count
    return try computing { () throws(TensorError) in try reshaped(to: shape) }
  }

}
