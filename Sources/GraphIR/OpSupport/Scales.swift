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
    let (scale, zero) = (try scale.reals(), try zero.wholes())
    let count = max(scale.count, zero.count)
    scales = scale.count == count ? scale : Array(repeating: scale[0], count: count)
    zeros = zero.count == count ? zero : Array(repeating: zero[0], count: count)
    self.axis = count == 1 ? 0 : try normalized(axis: axis, rank: rank)
  }

}

extension Tensor {

  /// - Errors: this is neither a scalar nor a vector, or it is empty.
  fileprivate func reals() throws(Diagnostic) -> [Float] {
    try expectVector()
    return converted(to: .float32).array(of: Float.self)
  }

  /// - Errors: as of `reals`, or an element is no whole number.
  fileprivate func wholes() throws(Diagnostic) -> [Int] {
    try expectVector()
    guard elementType.isFloat else { return ints }
    return try doubles.map { (number) throws(Diagnostic) in
      guard let whole = Int(exactly: number) else {
        throw .error("the zero point \(number) is no whole number")
      }
      return whole
    }
  }

  private func expectVector() throws(Diagnostic) {
    guard count == 1 || rank == 1, count > 0 else {
      throw .error("expected a scalar or a vector, found \(self)")
    }
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
