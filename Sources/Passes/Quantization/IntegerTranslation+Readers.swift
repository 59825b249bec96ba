import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// A scale that data is to have, with its zero point.
  struct Wanted {
    var scale: Double
    var zero: Int
    var type: ElementType
  }

  /// The scale that the value of `id` is quantized with, where nothing but limits and movements of
  /// elements lie between, and nothing else reads it.
  func wanted(of id: ID<Node>, in rewriter: Rewriter) -> Wanted? {
    var id = id
    while let reader = onlyReader(of: id) {
      let node = rewriter[reader]
      if node.op == GraphIR.Quantize.op, node.operands.first == id {
        guard let (scales, zero) = scale(reader, operands: 1, in: rewriter), scales.count == 1,
          let type = rewriter.tensorType(reader)?.element
        else { return nil }
        let own = own(type, zero)
        return Wanted(scale: scales[0], zero: own.zero, type: own.type)
      }
      guard passes(node) else { return nil }
      id = reader
    }
    return nil
  }

  private func onlyReader(of id: ID<Node>) -> ID<Node>? {
    guard uses.isOnlyOne(of: id) else { return nil }
    return readers[Int(id.index)].first
  }

  /// Whether `node` gives elements of its operand, or limits of it.
  private func passes(_ node: Node) -> Bool {
    if case .tuple = node.kind { return true }
    guard let op = node.op else { return false }
    return op == Elementwise.relu || op == Clip.op || op == Concatenate.op || op.has(.moves)
  }

}
