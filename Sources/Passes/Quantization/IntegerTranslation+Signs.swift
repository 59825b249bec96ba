import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// What lies between unsigned and signed integers of 8 bits.
  private static let half = 128

  /// The type and the zero point that the accelerator computes with in place of `type` and `zero`.
  func signed(_ type: ElementType, _ zero: Int) -> (type: ElementType, zero: Int) {
    type == .uint8 && types.data == .int8 ? (.int8, zero - Self.half) : (type, zero)
  }

  /// The integers of `id` as the accelerator computes with them, and how far below they lie.
  mutating func integers(
    of id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> (node: ID<Node>, below: Int) {
    let current = rewriter.current(id)
    guard rewriter.tensorType(id)?.element == .uint8, types.data == .int8 else {
      return (current, 0)
    }
    if let twin = twins[id] { return (twin, Self.half) }
    let node = try moved(current, by: -Self.half, to: types.data, from: id, in: &rewriter)
    twins[id] = node
    return (node, Self.half)
  }

  /// Unsigned integers again, for what reads them as they were.
  func unsigned(
    _ twin: ID<Node>, from id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    try moved(twin, by: Self.half, to: .uint8, from: id, in: &rewriter)
  }

  private func moved(
    _ node: ID<Node>, by offset: Int, to type: ElementType, from id: ID<Node>,
    in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let wide = try builder.call(Cast.op, [node], [Cast.type(ElementType.int32.rawValue)])
      let constant = builder.constant(Tensor(scalar: Int32(offset)))
      let sum = try builder.call(Arithmetic.add, [wide, constant])
      return try builder.call(Cast.op, [sum], [Cast.type(type.rawValue)])
    }
  }

  /// The constant `tensor` less its zero points, in the type of weights.
  /// - Parameter zeros: one, or one for each position along `axis`.
  /// - Returns: nil if it does not fit.
  func centred(_ tensor: Tensor, _ zeros: [Int], axis: Int) throws(Diagnostic) -> Tensor? {
    guard tensor.elementType.isInteger, tensor.elementType.bitWidth <= 8,
      let range = types.weight.integerRange, zeros.count == 1 || tensor.shape.indices.contains(axis)
    else { return nil }
    let width = zeros.count == 1 ? 1 : tensor.shape[(axis + 1)...].product
    let numbers = tensor.ints.enumerated().map { index, number in
      number - zeros[zeros.count == 1 ? 0 : index / width % zeros.count]
    }
    guard numbers.allSatisfy(range.contains) else { return nil }
    return try filled(tensor.shape, numbers.map(Double.init), types.weight)
  }

}
