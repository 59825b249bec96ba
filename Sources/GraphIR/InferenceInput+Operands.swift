public import Diagnostics
import Support
public import Tensors

extension InferenceInput {

  /// The type of the operand at `index`.
  /// - Errors: there is no such operand, or it is not a tensor.
  func tensor(_ index: Int) throws(Diagnostic) -> TensorType {
    guard types.indices.contains(index) else {
      throw .error("operand \(index) is missing: there are \(types.count)")
    }
    guard let type = types[index].tensor else {
      throw .error("operand \(index) must be a tensor, not \(types[index])")
    }
    return type
  }

  /// The type of the operand at `index`, which has `rank` axes.
  /// - Errors: it is not a tensor, or it has another number of axes.
  func tensor(_ index: Int, rank: Int) throws(Diagnostic) -> TensorType {
    let type = try tensor(index)
    guard type.shape.count == rank else {
      throw .error("operand \(index) must have \(rank) axes, not \(type)")
    }
    return type
  }

  /// - Errors: there are not as many operands as `range` says.
  func expect(operands range: ClosedRange<Int>) throws(Diagnostic) {
    guard !range.contains(types.count) else { return }
    let expected =
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    throw .error("expected \(expected) operands, found \(types.count)")
  }

  /// - Errors: the operands `a` and `b` have different element types.
  func expectSameElements(_ a: TensorType, _ b: TensorType) throws(Diagnostic) {
    guard a.element != b.element else { return }
    throw .error(
      "the operands differ in element type: \(a) and \(b)", hints: ["`cast` one of them"])
  }

}

extension [Value] {

  /// The tensor at `index`.
  /// - Errors: there is none.
  func tensor(_ index: Int) throws(Diagnostic) -> Tensor {
    guard indices.contains(index) else {
      throw .error("operand \(index) is missing: there are \(count)")
    }
    return try self[index].asTensor()
  }

}

/// What `body` computes, with what a kernel refuses as a diagnostic.
/// - Errors: also `interrupted`; what kernels left unfinished is not seen.
func computing<Result>(
  _ body: () throws(TensorError) -> Result
) throws(Diagnostic) -> Result {
  let result: Result
  do throws(TensorError) {
    result = try body()
  } catch {
    try Interruption.current.check()
    throw Diagnostic(error)
  }
  try Interruption.current.check()
  return result
}

extension Diagnostic {
  /// What a kernel refuses.
  public init(_ error: TensorError) {
    self = .error("\(error)")
    guard case .memory = error else { return }
    failure = .limit
    hints = ["`set memory-limit` allows more"]
  }
}

/// The position of `axis` among `rank` axes; negative ones count from the end.
/// - Errors: there is no such axis.
func normalized(axis: Int, rank: Int) throws(Diagnostic) -> Int {
  let position = axis < 0 ? axis + rank : axis
  guard (0 ..< rank).contains(position) else {
    throw .error("there is no axis \(axis) among \(rank)")
  }
  return position
}

/// The element type that an attribute spells.
/// - Errors: it spells none.
func elementType(spelled text: String) throws(Diagnostic) -> ElementType {
  guard let type = ElementType(text) else {
    let names = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
    throw .error("`\(text)` is no element type", hints: ["there are \(names)"])
  }
  return type
}

/// The extents that `a` and `b` can both be repeated to, aligned at the end.
/// - Errors: two extents differ and neither is 1.
func broadcastShape(_ a: [Int?], _ b: [Int?]) throws(Diagnostic) -> [Int?] {
  let rank = max(a.count, b.count)
  let a = [Int?](repeating: 1, count: rank - a.count) + a
  let b = [Int?](repeating: 1, count: rank - b.count) + b
  var result: [Int?] = []
  for (x, y) in zip(a, b) {
    if let x, let y, x != y, x != 1, y != 1 {
      throw .error(
        "the shapes \(spelled(a)) and \(spelled(b)) cannot be repeated to one shape",
        notes: ["an extent of \(x) meets one of \(y)"])
    }
    // An unknown extent beside a known one other than 1 can only be that one, or 1.
    result.append(x == 1 ? y : y == 1 ? x : x ?? y)
  }
  return result
}

private func spelled(_ shape: [Int?]) -> String {
  "(\(shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")))"
}

extension TensorType {
  /// `(1, 16, ?)`.
  var spelledShape: String { spelled(shape) }
}
