import GraphIR
import Support
import Tensors

extension CallOutline {

  /// The call `id` as it stands; nil if it is none.
  ///
  /// One of integers less their zero points becomes a plain one where it can, in integers or in
  /// floats, and the mean of whole images is their sum on integers.
  init?(_ id: ID<Node>, in module: GraphModule, _ signs: inout Signs) {
    let node = module[id]
    guard case .call(let op, let attributes) = node.kind else { return nil }
    let operands = node.operands.map { module[$0].type?.tensor }
    let result = node.type?.tensor
    self.init(
      op, attributes, operands: operands.map { $0?.shape }, result: result?.shape,
      isDataNeverNegative: Self.pools.contains(op)
        ? signs.isNeverNegative(node.operands[0], in: module) : nil,
      orAs: Self.plain[op].map { [$0] } ?? [])
    let elements = operands.map { $0?.element }
    let isPlain = !op.has(.quantized)
    isOfIntegers = isPlain && (elements + [result?.element]).contains { $0?.isInteger == true }
    floats = (elements.map { $0?.inFloats }, result?.element.inFloats)
  }

  /// What calls become that are made for integers, or for floats.
  private static let plain: [Op: Op] = [
    QConv2D.op: Conv2D.op, QDense.op: Dense.op, GlobalPool.average: Reductions.sum,
  ]

  /// Which targets may take where no element is negative alone.
  private static let pools: Set<Op> = [
    MaxPool.op1D, MaxPool.op2D, AvgPool.op1D, AvgPool.op2D, GlobalPool.average, GlobalPool.maximum,
  ]

}

extension ElementType {
  /// Of what floats are that stand for elements of this type.
  fileprivate var inFloats: ElementType { isFloat ? self : .float32 }
}
