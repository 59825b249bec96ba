import GraphIR
import Support
import Tensors

/// A node that may move, cut or add elements: its data, and what else it reads, which is constant.
struct ElementMove {

  let id: ID<Node>
  let op: Op
  let attributes: Attributes
  let data: ID<Node>
  let constants: [Tensor]

  /// Which part of what `op` gives it is; nil for all of it.
  private(set) var field: Int?

  private static let movers: Set<Op> = [Transpose.op, StridedSlice.op, Take.op, Pad.op]

  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    var call = id
    if case .projection(let field) = rewriter[id].kind {
      guard let tuple = rewriter.operands(of: id).first,
        rewriter.call(tuple)?.op == Split.op
      else { return nil }
      call = tuple
      self.field = field
    }
    guard let (op, attributes) = rewriter.call(call), field != nil || Self.moves(op) else {
      return nil
    }
    let operands = rewriter.operands(of: call)
    let constants = operands.dropFirst().compactMap { rewriter.constant($0) }
    guard let data = operands.first, constants.count == operands.count - 1 else { return nil }
    self.id = id
    self.op = op
    self.attributes = attributes
    self.data = data
    self.constants = constants
  }

  private static func moves(_ op: Op) -> Bool { op.has(.view) || movers.contains(op) }

}
