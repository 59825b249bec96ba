import Diagnostics
import GraphIR
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

}

extension Journey {

  /// Runs a program for one sample to its end, with nobody to stop it.
  /// - Errors: an operator or a device refuses to go on, or the user interrupted it.
  mutating func runToEnd() throws(Diagnostic) -> ProgramRun {
    var nobody = Stops()
    while host?.isFinished == false {
      let arrival = try move(toward: ContinueGoal(), .forward, asking: &nobody)
      switch arrival.reasons[0] {
      case .end, .streamEnd: continue
      case .interrupted: throw .interrupted
      case .fault(let fault):
        throw .error(
          "region `@\(run?.name ?? "")` stops at instruction \(fault.instruction): "
            + fault.message.text, notes: fault.notes.map(\.text), failure: .verification)
      default:
        throw .error(
          "region `@\(run?.name ?? "")` does not come to its end",
          notes: run?.device.explanation().lines ?? [], failure: .verification)
      }
    }
    return ProgramRun(outputs: host?.results.first ?? [], known: host?.call.known ?? [:])
  }

}
