public import GraphIR
import OrderedCollections
import Support
import Tensors

/// What decides which passes a model goes through by default.
public struct ModelFacts: Sendable, Hashable {

  /// Whether the model was quantized when it was written, be it in part.
  public let isQuantized: Bool

  /// Whether products of floats with constant weights are left in it that nobody has quantized.
  public let hasFloatProducts: Bool

  /// - Cost: O(nodes).
  public init(_ model: GraphModule) {
    let nodes = model.reachable
    isQuantized = nodes.contains { model[$0].op?.traits.contains(.quantized) ?? false }
    hasFloatProducts = nodes.contains { model.isFloatProduct($0) }
  }

}

extension GraphModule {

  /// Whether `id` is a product of floats with weights that are constant and no integers, as they are
  /// or behind what moves their elements.
  fileprivate func isFloatProduct(_ id: ID<Node>) -> Bool {
    let node = self[id]
    guard node.op?.has(.product) == true, node.operands.count == 2,
      node.type?.tensor?.element.isFloat == true
    else { return false }
    var weights = node.operands[1]
    while self[weights].op?.has(.moves) == true, let inner = self[weights].operands.first {
      weights = inner
    }
    return self[weights].constant?.elementType.isFloat == true
  }

}
