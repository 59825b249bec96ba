import Diagnostics
import GraphIR
import Support
import Tensors

/// How far the outputs of two programs differ on the same inputs.
struct OutputDifference: Sendable {

  /// The greatest difference over the greatest number.
  private(set) var relative = 0.0

  /// How many samples have another greatest element in some output.
  private(set) var otherGreatest = 0

  /// Runs `main` of both on each of `samples`.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  init(
    _ first: GraphModule, _ second: GraphModule, on samples: [[Tensor]], in context: PassContext
  ) throws(Diagnostic) {
    var hooks = EvaluationHooks()
    hooks.interruption = context.interruption
    for sample in samples {
      var results: [[Tensor]] = []
      for module in [first, second] {
        var evaluator = Evaluator(module, hooks: hooks)
        results.append(try evaluator.call("main", sample.map(Value.tensor)).tensors)
      }
      var isOther = false
      for (a, b) in zip(results[0], results[1]) {
        let (a, b) = (a.doubles, b.doubles)
        let greatest = a.reduce(0) { max($0, abs($1)) }
        let difference = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
        if greatest > 0 { relative = max(relative, difference / greatest) }
        isOther = isOther || position(of: a) != position(of: b)
      }
      otherGreatest += isOther ? 1 : 0
    }
  }

  private func position(of numbers: [Double]) -> Int? {
    numbers.indices.max { numbers[$0] < numbers[$1] }
  }

}
