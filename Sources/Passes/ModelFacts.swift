public import GraphIR
import OrderedCollections

/// What decides which passes a model goes through by default.
public struct ModelFacts: Sendable, Hashable {

  /// Whether the model was quantized when it was written.
  public let isQuantized: Bool

  /// - Cost: O(nodes).
  public init(_ model: GraphModule) {
    isQuantized = model.reachable.contains { model[$0].op?.traits.contains(.quantized) ?? false }
  }

}
