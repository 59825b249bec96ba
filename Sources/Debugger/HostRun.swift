import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// What the host does of a program: it evaluates `main` and hands regions to their devices.
struct HostRun: Sendable {

  /// The region that a device runs now, and the node that awaits its value.
  struct Pending: Sendable {
    var node: ID<Node>
    var region: String
  }

  var evaluator: Evaluator
  var call: PausableCall

  /// What `main` is given for each sample, in the order of its parameters.
  let arguments: [[Value]]

  /// The sample that is being run, counted from 0.
  var sample = 0
  var pending: Pending?

  /// For each sample that is done the values of `main`.
  var results: [[Tensor]] = []

  var isFinished: Bool { results.count == arguments.count }

}
