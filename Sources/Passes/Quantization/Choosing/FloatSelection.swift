import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Leaves products in floats, the dearest first, until the outputs are near enough.
struct FloatSelection: Sendable {

  private let meter: CostMeter

  /// What the greatest distance may come to.
  private let bound: Double

  init(_ meter: CostMeter, upTo bound: Double) {
    self.meter = meter
    self.bound = bound
  }

  /// The program with the fewest products of `best` in floats that is near enough; nil where none is.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  /// - Cost: a run of what is computed from it on for each product, and of programs as many as halve
  ///   their number to one.
  func select(
    from best: Quantizer.Trial, _ quantizer: inout Quantizer, in context: PassContext
  ) throws(Diagnostic) -> Quantizer.Trial? {
    let ranked = try ranked(best, quantizer, in: context)
    func trial(_ count: Int) throws(Diagnostic) -> Quantizer.Trial? {
      var plan = best.plan
      plan.floats.formUnion(ranked[..<count])
      let made = try quantizer.trial(plan, in: context)
      return made.difference.greatest <= bound ? made : nil
    }
    guard var found = try trial(ranked.count) else { return nil }
    // So many are too few, and so many are enough.
    var (few, enough) = (0, ranked.count)
    while enough - few > 1 {
      let count = (few + enough) / 2
      if let made = try trial(count) {
        found = made
        enough = count
      } else {
        few = count
      }
    }
    return found
  }

  /// The products of `best`, those first whose integers alone bring the outputs farthest away.
  private func ranked(
    _ best: Quantizer.Trial, _ quantizer: Quantizer, in context: PassContext
  ) throws(Diagnostic) -> [ID<Node>] {
    let module = quantizer.program.module
    var costs: [(id: ID<Node>, loss: Double)] = []
    for (product, key) in best.translation.productWeights {
      try context.checkForStop()
      guard let data = module[product].operands.first, let weights = quantizer.weights(key) else {
        continue
      }
      var choices = [
        QuantizationRecord.Choice(
          node: key.constant, product: product, exponents: weights.exponents)
      ]
      if let scale = best.translation.scaled[data].flatMap({ PowerOfTwo.exponent(of: $0) }) {
        choices.append(QuantizationRecord.Choice(node: data, exponents: [scale]))
      }
      let types = quantizer.types
      let error = try meter.difference(changing: choices.map(\.node), in: context) { id, tensor in
        choices.first { $0.node == id }?.rounded(tensor, types)
      }
      costs.append((product, error.loss))
    }
    return costs.sorted { ($0.loss, $1.id.index) > ($1.loss, $0.id.index) }.map(\.id)
  }

}
