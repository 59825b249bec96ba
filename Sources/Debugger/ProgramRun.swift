import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

/// A program that has run to its end for one sample: the host in the reference evaluator, regions
/// that are instructions on their devices.
struct ProgramRun: Sendable {

  /// What `main` gave.
  let outputs: [Tensor]

  /// What each node of `main` that was evaluated came to.
  let known: [ID<Node>: Value]

  /// - Errors: an operator or a device refuses to go on, or the user interrupted it.
  init(
    _ program: Program, _ arguments: [Value], targets: inout TargetTable,
    interruption: Interruption
  ) throws(Diagnostic) {
    var hooks = EvaluationHooks()
    hooks.interruption = interruption
    var evaluator = Evaluator(program.module, hooks: hooks)
    var call = try evaluator.begin("main", arguments)
    while true {
      let state = try evaluator.resume(&call) { program.lowered[$0] is any RunnableRegion }
      switch state {
      case .finished(let value):
        outputs = value.tensors
        known = call.known
        return
      case .paused(let node, let name, let arguments):
        guard let region = program.lowered[name] as? any RunnableRegion else { continue }
        var device = try targets.make(region.target).makeDevice()
        let value = try Self.value(of: region, name, arguments, on: &device, interruption)
        call.give(value, to: node)
      }
    }
  }

  /// The value that `device` computes for a region.
  private static func value(
    of region: any RunnableRegion, _ name: String, _ arguments: [Value],
    on device: inout any Device, _ interruption: Interruption
  ) throws(Diagnostic) -> Value {
    try device.load(try region.workload(for: arguments), RunOptions(stopsAtRaces: false))
    while true {
      switch device.run(until: [], interruption: interruption) {
      case .end: return try region.result(on: device)
      case .streamEnd: continue
      case .interrupted: throw .interrupted
      case .fault(let fault):
        throw .error(
          "region `@\(name)` stops at instruction \(fault.instruction): \(fault.message)",
          notes: fault.notes.map(\.text), failure: .verification)
      default:
        throw .error(
          "region `@\(name)` does not come to its end", notes: device.explanation().lines,
          failure: .verification)
      }
    }
  }

}
