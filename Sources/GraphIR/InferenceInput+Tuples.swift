import Diagnostics
import Tensors

extension InferenceInput {

  /// The types of the tensors in the tuple at `index`.
  /// - Errors: there is no such operand, or it is not a tuple of tensors.
  func tensors(_ index: Int) throws(Diagnostic) -> [TensorType] {
    guard types.indices.contains(index) else {
      throw .error("operand \(index) is missing: there are \(types.count)")
    }
    let fields = types[index].fields ?? []
    let tensors = fields.compactMap(\.tensor)
    guard !tensors.isEmpty, tensors.count == fields.count else {
      throw .error("operand \(index) must be a tuple of tensors, not \(types[index])")
    }
    return tensors
  }

  /// The numbers of the operand at `index`, if they are known before the program runs.
  func integers(_ index: Int) -> [Int]? {
    constants.indices.contains(index) ? constants[index]?.ints : nil
  }

}

/// The axes that `axes` names among `rank`, in ascending order; negative ones count from the end.
/// - Errors: there is no such axis, or one is named twice.
func normalized(axes: [Int], rank: Int) throws(Diagnostic) -> [Int] {
  var result: [Int] = []
  for axis in axes { result.append(try normalized(axis: axis, rank: rank)) }
  guard Set(result).count == result.count else { throw .error("axes \(axes) name one twice") }
  return result.sorted()
}

/// The result of a kernel as a value; what it refuses as a diagnostic.
func tensorValue(
  _ body: () throws(TensorError) -> Tensor
) throws(Diagnostic) -> Value {
  .tensor(try computing(body))
}

extension Diagnostic {
  /// An element type that an operator does not take.
  static func refused(_ element: ElementType, _ expected: String) -> Diagnostic {
    .error("the elements are \(element), expected \(expected)")
  }
}
