import Diagnostics
import OrderedCollections
import Simulation
import TargetKit
import Tensors

extension Session {

  /// The names of the outputs of `main`, in order; none where no model is loaded.
  var outputNames: [String] { model?.outputNames ?? [] }

  /// The outputs of the last run are no more those of what runs.
  mutating func forgetOutputs() { outputs = [:] }

  /// What runs was made from other inputs than there are now: it ends.
  mutating func forgetRun() {
    endProgram()
    forgetOutputs()
  }

  /// The outputs by name, once everything has run: those of all samples one after the other on the
  /// first axis.
  mutating func takeOutputs() throws(Diagnostic) {
    guard let host = space.host else { return }
    guard host.isFinished else { return forgetOutputs() }
    guard outputs.isEmpty else { return }
    let names = outputNames
    for index in host.results.first?.indices ?? 0 ..< 0 {
      let name = names.indices.contains(index) ? names[index] : "output\(index)"
      outputs[name] = try Tensor.stacked(host.results.map { $0[index] })
    }
  }

}
