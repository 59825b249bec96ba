public import Diagnostics
import GraphIR
import Passes
import Support

extension Session {

  /// What `quantize` did to the program, and what each tensor costs.
  /// - Errors: nothing is loaded, the program was not quantized, or its inputs do not fit.
  /// - Cost: for each tensor a run of what is computed from it on.
  public func quantization() throws(Diagnostic) -> QuantizationAnswer {
    let history = try requireHistory()
    guard let record = history.program.quantization else {
      throw .error(
        "the program was not quantized", hints: ["`apply --until quantize` does it"])
    }
    var copy = self
    let costs = try record.costs(in: copy.passContext())
    return QuantizationAnswer(
      error: .init(record.error), start: record.start.map { .init($0) }, inputs: record.inputs,
      method: record.method?.rawValue, trials: record.trials, corrected: record.corrected,
      equalized: record.equalized, floats: record.floats.map { "\($0)" },
      rows: costs.map { QuantizationAnswer.Row($0, in: record.module) })
  }

}

extension QuantizationAnswer.Error {
  init(_ difference: OutputDifference) {
    self.init(
      greatest: difference.greatest, relative: difference.relative, cosine: difference.cosine,
      sameClass: difference.samples - difference.otherGreatest, samples: difference.samples)
  }
}

extension QuantizationAnswer.Row {

  init(_ cost: TensorCost, in module: GraphModule) {
    let choice = cost.choice
    let id = choice.product ?? choice.node
    self.init(
      node: "\(id)", operation: module.kindName(of: id), source: module.sourceText(of: id),
      kind: choice.product == nil ? .activation : .weights,
      finest: choice.exponents.min() ?? 0, coarsest: choice.exponents.max() ?? 0,
      cost: .init(cost.error),
      candidates: choice.candidates.map { candidate in
        QuantizationAnswer.Candidate(
          exponent: candidate.exponent, methods: candidate.methods.map(\.rawValue),
          error: candidate.error.map { .init($0) })
      })
  }

}
