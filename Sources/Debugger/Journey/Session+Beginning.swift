import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

/// How a program begins to run.
extension Session {

  /// Begins to run the program where nothing runs yet.
  mutating func ensureRunning() throws(Diagnostic) {
    guard journey == nil else { return }
    try beginProgram()
    _ = try withJourney { journey throws(Diagnostic) in
      _ = try journey.advanceHost()
      return Arrival(.begin)
    }
  }

  /// Stands before the first operator of the program.
  /// - Errors: nothing is loaded, or the inputs do not fit.
  mutating func beginProgram() throws(Diagnostic) {
    let program = try requireHistory().program
    tellOfCode(program)
    journey = try makeJourney(program, try hostArguments(), runOptions)
    forgetOutputs()
    for (target, count) in program.idleTargets { report(idleNote(target, count)) }
  }

  /// A journey through `program` before its first operator, for these arguments of each sample.
  /// - Errors: the program has no `main` that takes them.
  func makeJourney(
    _ program: Program, _ arguments: [[Value]], _ options: RunOptions
  ) throws(Diagnostic) -> Journey {
    Journey(try targets.makeHost(program, arguments, options), program.module)
  }

}
