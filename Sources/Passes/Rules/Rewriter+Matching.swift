import Diagnostics
import GraphIR
import Support
import Tensors

extension Rewriter {

  /// The operands of `id`, if it is a call of `op`.
  func operands(of id: ID<Node>, ifCallOf op: Op) -> [ID<Node>]? {
    self[id].op == op ? self[id].operands : nil
  }

  func constant(_ id: ID<Node>) -> Tensor? { self[id].constant }

  func tensorType(_ id: ID<Node>) -> TensorType? { self[id].type?.tensor }

  /// The operator and the attributes of `id`, if it is a call.
  func call(_ id: ID<Node>) -> (op: Op, attributes: Attributes)? {
    if case .call(let op, let attributes) = self[id].kind { (op, attributes) } else { nil }
  }

  /// For a call of one of two operands, the operand that is no constant and the one that is.
  func variableAndConstant(_ id: ID<Node>) -> (variable: ID<Node>, constant: Tensor)? {
    let operands = self[id].operands
    guard operands.count == 2 else { return nil }
    if let tensor = constant(operands[1]) { return (operands[0], tensor) }
    if let tensor = constant(operands[0]) { return (operands[1], tensor) }
    return nil
  }

}

extension Tensor {

  /// Whether every element is `value`.
  func isFilled(with value: Double) -> Bool { doubles.allSatisfy { $0 == value } }

  /// The elements as one for each of `count` channels, if this is repeated to a tensor of `rank`
  /// axes as a vector along `axis` is.
  func perChannel(axis: Int, rank: Int, count: Int) -> [Double]? {
    let shape = [Int](repeating: 1, count: max(0, rank - self.rank)) + self.shape
    guard shape.count == rank, shape.indices.contains(axis) else { return nil }
    guard shape.indices.allSatisfy({ $0 == axis || shape[$0] == 1 }) else { return nil }
    let values = doubles
    if values.count == 1 { return [Double](repeating: values[0], count: count) }
    return values.count == count ? values : nil
  }

  /// `values` as a vector of the elements of `type`.
  static func vector(_ values: [Double], _ type: ElementType) throws(Diagnostic) -> Tensor {
    do throws(TensorError) {
      return try Tensor(type, [values.count], doubles: values)
    } catch {
      throw .error("\(error)")
    }
  }

}
