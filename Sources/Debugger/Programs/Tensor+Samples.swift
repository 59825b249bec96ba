import Diagnostics
import Support
import Tensors

extension Tensor {

  /// The part of the first axis that sample `index` has, in the shape of one sample; all of what has
  /// one sample for all.
  /// - Errors: there is no such part.
  func sample(_ index: Int, shape: [Int]) throws(Diagnostic) -> Tensor {
    guard self.shape != shape else { return self }
    return try withBytes { bytes throws(Diagnostic) in
      guard let count = Self.byteCount(of: shape, elementType),
        (index + 1) * count <= bytes.byteCount
      else { throw .error("there is no sample \(index)") }
      let part = bytes.extracting(index * count ..< (index + 1) * count)
      return try Tensor.made { () throws(TensorError) in
        try Tensor(elementType, shape, bytes: part)
      }
    }
  }

  /// `parts` one after the other on their first axis; scalars become a list.
  /// - Errors: the parts have different shapes.
  static func stacked(_ parts: [Tensor]) throws(Diagnostic) -> Tensor {
    guard let first = parts.first else { throw .error("nothing to stack") }
    guard parts.count > 1 else { return first }
    guard parts.allSatisfy({ $0.shape == first.shape && $0.elementType == first.elementType })
    else { throw .error("samples gave outputs of different shapes") }
    let head = (first.shape.first ?? 1) * parts.count
    return try made { () throws(TensorError) in
      try Tensor(
        first.elementType, [head] + first.shape.dropFirst(), bytes: parts.flatMap(\.bytes))
    }
  }

  private static func made(
    _ make: () throws(TensorError) -> Tensor
  ) throws(Diagnostic) -> Tensor {
    do throws(TensorError) {
      return try make()
    } catch {
      throw .error(error.description)
    }
  }

}
