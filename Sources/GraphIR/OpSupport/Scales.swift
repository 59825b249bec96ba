import Diagnostics
import Tensors

/// Scales and zero points against the data that they belong to: one of each for all, or one of each
/// for each position along an axis.
struct Scales {

  let scales: [Float]
  let zeros: [Int]
  let axis: Int

  /// - Errors: one is neither a scalar nor a vector, or there is no such axis.
  init(_ scale: Tensor, _ zero: Tensor, axis: Int, rank: Int) throws(Diagnostic) {
    let (scale, zero) = (try scale.flattened(), try zero.flattened())
    let count = max(scale.count, zero.count)
    scales = scale.count == count ? scale : Array(repeating: scale[0], count: count)
    let wholes = zero.map { Int($0) }
    zeros = wholes.count == count ? wholes : Array(repeating: wholes[0], count: count)
    self.axis = count == 1 ? 0 : try normalized(axis: axis, rank: rank)
  }

}

extension Tensor {
  /// - Errors: this is neither a scalar nor a vector, or it is empty.
  fileprivate func flattened() throws(Diagnostic) -> [Float] {
    guard count == 1 || rank == 1, count > 0 else {
      throw .error("expected a scalar or a vector, found \(self)")
    }
    return converted(to: .float32).array(of: Float.self)
  }
}

extension InferenceInput {

  /// - Errors: the operand at `index` is neither a scalar nor as long as `axis` of `data`.
  func expectScale(_ index: Int, axis: Int, of data: TensorType) throws(Diagnostic) {
    let type = try tensor(index)
    if type.count == 1 { return }
    guard type.shape.count == 1 else {
      throw .error("operand \(index) must be a scalar or a vector, not \(type)")
    }
    let extent = data.shape[try normalized(axis: axis, rank: data.shape.count)]
    if let extent, let length = type.shape[0], extent != length {
      throw .error("operand \(index) has \(length) elements for an axis of \(extent)")
    }
  }

}
