import Diagnostics
import GraphIR
import Support

/// Operators one behind the other that treat every element alike, wherever it stands.
struct ElementwiseChain {

  /// From the result down.
  private(set) var nodes: [ID<Node>] = []

  /// What the last one reads.
  private(set) var end: ID<Node>

  private var calls: [(op: Op, attributes: Attributes, others: [ID<Node>])] = []

  /// Operators of one tensor.
  private static let ops: Set<Op> = [
    Elementwise.relu, Elementwise.copy, Clip.op, Cast.op, LeakyRelu.op,
  ]

  /// Operators of one tensor and of scales, and the attribute that says along which axis these run.
  private static let scaled: [Op: AttributeKey<Int>] = [
    GraphIR.Quantize.op: GraphIR.Quantize.axis, Dequantize.op: Dequantize.axis,
    Requantize.op: Requantize.axis,
  ]

  /// The operators between `id` and what they read, each of which only the one before it reads.
  /// - Returns: nil if there are none.
  init?(under id: ID<Node>, _ uses: Uses, in rewriter: Rewriter) {
    end = rewriter[id].operands[0]
    while let (op, attributes) = rewriter.call(end), uses.isOnlyOne(of: end),
      Self.ops.contains(op) || Self.scaled[op] != nil,
      let rank = rewriter.tensorType(end)?.shape.count
    {
      let operands = rewriter[end].operands
      var attributes = attributes
      if let key = Self.scaled[op], attributes[key] < 0 {
        attributes = attributes.setting(key, attributes[key] + rank)
      }
      guard operands.dropFirst().allSatisfy({ rewriter.constant($0) != nil }) else { break }
      calls.append((op, attributes, Array(operands.dropFirst())))
      nodes.append(end)
      end = operands[0]
    }
    if nodes.isEmpty { return nil }
  }

  /// The same operators on `value`, whose axis `axes[i]` was the axis `i`.
  func rebuilt(
    on value: ID<Node>, axes: [Int], in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    var value = value
    for (op, attributes, others) in calls.reversed() {
      var attributes = attributes
      if let key = Self.scaled[op], axes.indices.contains(attributes[key]) {
        attributes = attributes.setting(key, axes[attributes[key]])
      }
      value = try builder.call(op, [value] + others, attributes)
    }
    return value
  }

}
