import Diagnostics
import GraphIR
import OrderedCollections
import Tensors

extension Session {

  /// What `main` is given for each sample; random values where the user gave none.
  mutating func hostArguments() throws(Diagnostic) -> [[Value]] {
    let model = try requireModel()
    for name in model.inputNames where inputs.value(name) == nil {
      inputs.standIns[name] = try model.randomInput(name, seed: inputs.seed)
      report(.note("`\(name)` was not given: it is random, seed \(inputs.seed)"))
    }
    var samples = 1
    for name in model.inputNames {
      if let value = inputs.value(name) {
        samples = max(samples, try model.sampleCount(of: value, name))
      }
    }
    var arguments: [[Value]] = []
    for sample in 0 ..< samples {
      var values: [Value] = []
      for name in model.inputNames {
        guard let value = inputs.value(name) else { continue }
        let shape = try model.inputType(name).fixedShape(of: name)
        values.append(.tensor(try value.sample(sample, shape: shape)))
      }
      arguments.append(values)
    }
    return arguments
  }

}
