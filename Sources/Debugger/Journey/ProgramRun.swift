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

extension Session {

  /// Runs `program` for one sample, with nobody to stop it.
  /// - Errors: an operator or a device refuses to go on, or the user interrupted it.
  func programRun(_ program: Program, _ arguments: [Value]) throws(Diagnostic) -> ProgramRun {
    let host = try makeHost(program, [arguments], stopsAtRaces: false)
    var journey = Journey(host, program.module)
    journey.interruption = interruption
    var nobody = Stops()
    while journey.host?.isFinished == false {
      let arrival = try journey.move(toward: ContinueGoal(), .forward, asking: &nobody)
      switch arrival.reasons[0] {
      case .end, .streamEnd: continue
      case .interrupted: throw .interrupted
      case .fault(let fault):
        throw .error(
          "region `@\(journey.run?.name ?? "")` stops at instruction \(fault.instruction): "
            + fault.message.text, notes: fault.notes.map(\.text), failure: .verification)
      default:
        throw .error(
          "region `@\(journey.run?.name ?? "")` does not come to its end",
          notes: journey.run?.device.explanation().lines ?? [], failure: .verification)
      }
    }
    return ProgramRun(
      outputs: journey.host?.results.first ?? [], known: journey.host?.call.known ?? [:])
  }

}
