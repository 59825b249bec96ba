import Diagnostics
import Tensors

/// Values whose elements are not of the type that an input has.
extension Session {

  /// `tensor` with elements of `type`, which the input `name` has: floats of floats and integers of
  /// integers, if none of them changes, or if `rounds` allows it.
  /// - Errors: an element changes, or the types are of different kinds.
  mutating func fitted(
    _ tensor: Tensor, _ name: String, _ type: ElementType, rounds: Bool
  ) throws(Diagnostic) -> Tensor {
    if tensor.elementType == type { return tensor }
    let found = tensor.elementType
    _ = try room(for: tensor.shape, of: .float64)
    guard let fitted = tensor.fitted(to: type) else {
      let canScale = found.isInteger && type.isFloat
      throw .error(
        "`\(name)` is \(type), found \(found)",
        hints: canScale ? ["`--scale N` makes \(type) of it, multiplied by N"] : [])
    }
    try interruption.check()
    guard let first = fitted.firstChange else {
      report(.note("`\(name)` is \(type): \(found) was converted, no element changes"))
      return fitted.tensor
    }
    let count = "\(fitted.changes) of \(tensor.count) elements"
    if rounds, !fitted.isOutOfRange {
      report(.note("`\(name)` is \(type): \(found) was rounded, \(count) change"))
      return fitted.tensor
    }
    let (old, new) = (tensor.text(at: first), fitted.tensor.text(at: first))
    throw .error(
      "`\(name)` is \(type), found \(found), of which \(count) would change: "
        + "element \(first), \(old), becomes \(new)",
      hints: fitted.isOutOfRange
        ? ["they are out of the range of \(type)"] : ["`--round` takes the nearest \(type)"])
  }

}

extension Tensor {
  /// The element at the position `index` as a number.
  fileprivate func text(at index: Int) -> String {
    elementType.isFloat ? "\(doubles[index])" : "\(ints[index])"
  }
}
