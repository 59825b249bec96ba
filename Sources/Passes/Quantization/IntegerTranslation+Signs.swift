import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// What lies between unsigned and signed integers of 8 bits.
  private static let half = 128

  /// The type of 8 bits that the accelerator does not compute with: signed where its own is not.
  private var foreign: ElementType? {
    types.data == .int8 ? .uint8 : types.data == .uint8 ? .int8 : nil
  }

  /// How far the accelerator's integers lie below those of the other type.
  private var below: Int { types.data.isSigned ? Self.half : -Self.half }

  /// The type and the zero point that the accelerator computes with in place of `type` and `zero`.
  func own(_ type: ElementType, _ zero: Int) -> (type: ElementType, zero: Int) {
    type == foreign ? (types.data, zero - below) : (type, zero)
  }

  /// The zero point of data that has numbers of both signs.
  var middle: Int { types.data.isSigned ? 0 : 1 << (types.data.bitWidth - 1) }

  /// The integers of `id` as the accelerator computes with them, and how far below they lie.
  mutating func integers(
    of id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> (node: ID<Node>, below: Int) {
    let current = rewriter.current(id)
    let isWeight = rewriter.constant(current)?.elementType == types.weight
    guard rewriter.tensorType(id)?.element == foreign, foreign != nil, !isWeight else {
      return (current, 0)
    }
    if let twin = twins[id] { return (twin, below) }
    let node = try moved(current, by: -below, to: types.data, from: id, in: &rewriter)
    twins[id] = node
    return (node, below)
  }

  /// The integers of the other type again, for what reads them as they were.
  func restored(
    _ twin: ID<Node>, from id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    guard let foreign else { return twin }
    return try moved(twin, by: below, to: foreign, from: id, in: &rewriter)
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
