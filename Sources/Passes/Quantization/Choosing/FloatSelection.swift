import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Leaves products in floats until the outputs are near enough: the dearest ones, as few of them as
/// halving finds, and of these no product that can be put back for itself.
struct FloatSelection: Sendable {

  /// What the greatest distance may come to.
  private let bound: Double

  /// How many programs may be run to put products back.
  private let trials: Int

  init(upTo bound: Double, puttingBackBy trials: Int) {
    self.bound = bound
    self.trials = trials
  }

  /// The program with few products of `best` in floats that is near enough; nil where none is.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  /// - Cost: a run of what is computed from it on for each product, and of programs as many as halve
  ///   their number to one and as many as put them back.
  func select(
    from best: Quantizer.Trial, _ quantizer: inout Quantizer, in context: PassContext
  ) throws(Diagnostic) -> Quantizer.Trial? {
    let ranked = try ranked(best, quantizer, in: context)
    func trial(_ floats: some Sequence<ID<Node>>) throws(Diagnostic) -> Quantizer.Trial? {
      var plan = best.plan
      plan.floats.formUnion(floats)
      let made = try quantizer.trial(plan, in: context)
      return made.difference.greatest <= bound ? made : nil
    }
    guard var found = try trial(ranked) else { return nil }
    // So many are too few, and so many are enough.
    var (few, enough) = (0, ranked.count)
    while enough - few > 1 {
      let count = (few + enough) / 2
      if let made = try trial(ranked[..<count]) {
        found = made
        enough = count
      } else {
        few = count
      }
    }
    // The cheapest one of all is known to be one too many.
    var floats = ranked[..<enough]
    for id in floats.dropLast().suffix(trials).reversed() {
      guard let made = try trial(floats.filter { $0 != id }) else { continue }
      found = made
      floats.removeAll { $0 == id }
    }
    return found
  }

  /// The products of `best`, those first whose integers alone bring the outputs farthest away.
  private func ranked(
    _ best: Quantizer.Trial, _ quantizer: Quantizer, in context: PassContext
  ) throws(Diagnostic) -> [ID<Node>] {
    let module = quantizer.program.module
    let meter = try CostMeter(of: module, on: quantizer.samples, in: context)
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
        let zero = best.translation.zero(of: data)
        choices.append(QuantizationRecord.Choice(node: data, exponents: [scale], zero: zero))
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
