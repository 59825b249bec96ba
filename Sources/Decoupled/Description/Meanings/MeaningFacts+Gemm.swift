import Diagnostics
import Effects

extension MeaningFacts {

  /// Multiplies and adds matrices, or clears sums.
  static let gemm = MeaningFacts(
    required: [.uopBegin, .uopEnd],
    optional: Parameter.loops + [.reset, .weightOuter, .weightInner],
    operation: { numbers, word, _ in .nest(numbers.nest(in: word), nil) },
    effect: { effect throws(Diagnostic) in try effect.products() })

}

extension InstructionEffect {

  fileprivate func products() throws(Diagnostic) -> [String] {
    let (sums, data, weights) = (
      try memory(.accumulator), try memory(.input), try memory(.weight)
    )
    let weight = place("w", description.microOp.weight, .weightOuter, .weightInner)
    let product = "\(sums)[d] += \(data)[s] @ T(\(weights)[w])"
    let reset: [(when: String?, does: String)] =
      field(.reset).map { [(when: $0, does: "\(sums)[d] = 0")] } ?? []
    return loops([destination, source, weight])
      + cases(reset + [(when: nil, does: product)], isWhole: true)
  }

}
