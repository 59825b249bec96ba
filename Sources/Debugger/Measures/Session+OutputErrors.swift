import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors

extension Session {

  /// How far an output lies from that of the model as it was loaded.
  struct OutputError: Sendable {
    var name: String

    /// As a part of the largest element of the model's output.
    var error: Double
  }

  /// Runs the model as it was loaded and the program as it is, for the inputs that were given, for
  /// those that `quantize` calibrates on, or random ones, and compares every output.
  /// - Errors: nothing is loaded, a program cannot run, or an output has another shape.
  /// - Cost: what it takes to run both, for 16 samples at most.
  func outputErrors() throws(Diagnostic) -> [OutputError] {
    let history = try requireHistory()
    var copy = self
    if inputs.values.isEmpty { copy.inputs.values = inputs.calibration }
    var errors: OrderedDictionary<String, Double> = [:]
    let names = outputNames
    for arguments in try copy.hostArguments().prefix(Self.sampleLimit) {
      let model = try copy.programRun(history.entries[0].program, arguments)
      let own = try copy.programRun(history.program, arguments)
      for (index, (a, b)) in zip(model.outputs, own.outputs).enumerated() {
        let name = names.indices.contains(index) ? names[index] : "output\(index)"
        guard a.shape == b.shape else {
          throw .error("`\(name)` has the shape \(b.shape), that of the model \(a.shape)")
        }
        errors[name] = max(errors[name] ?? 0, try Comparison(name, b, a, nil).error)
      }
    }
    return errors.map { OutputError(name: $0.key, error: $0.value) }
  }

  /// What errors are measured on, in words.
  var errorInputs: String {
    if !inputs.values.isEmpty { return inputs.source }
    return inputs.calibration.isEmpty
      ? "random inputs, seed \(inputs.seed)" : inputs.calibrationSource
  }

}
