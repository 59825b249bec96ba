import GraphIR
import Support

/// What a program is quantized with: which scale each tensor has, and what else is done.
struct QuantizationPlan: Sendable, Hashable {

  /// How scales of activations are chosen where nothing else is said.
  var method = ScaleMethod.mse

  /// Exponents of the scales of activations, by the node that gives the value.
  var exponents: [ID<Node>: Int] = [:]

  /// How scales of weights are chosen, by their constant; `mse` where nothing is said.
  var weightMethods: [ID<Node>: ScaleMethod] = [:]

  /// What is added to the sums of a product, a number for each output channel.
  var corrections: [ID<Node>: [Double]] = [:]

  /// Products that stay in floats.
  var floats: Set<ID<Node>> = []

  /// What joins floats, and stays in floats with them; follows from what stays.
  var joins: Set<ID<Node>> = []
}
