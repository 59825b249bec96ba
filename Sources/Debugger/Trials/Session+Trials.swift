public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

extension Session {

  /// Compiles small models for the accelerator that the file at `path` describes and runs them.
  /// - Errors: the file cannot be read, the description has mistakes, or the user asked to stop.
  public func compileTrials(_ path: String) throws(Diagnostic) -> CompileAnswer {
    var table = targets
    let name = try table.add(try readText(path), file: path)
    try table.select([name])
    var session = Session(targets: table)
    session.settings = settings
    session.interruption = interruption
    var answer = CompileAnswer(target: name, rows: [])
    for trial in allCompileTrials {
      try Interruption.current.check()
      answer.rows.append(try session.row(of: trial))
    }
    return answer
  }

  private func row(of trial: CompileTrial) throws(Diagnostic) -> CompileAnswer.Row {
    var row = CompileAnswer.Row(
      name: trial.name, verdict: .runs, instructions: 0, why: "", hints: [])
    do throws(Diagnostic) {
      try judge(trial, into: &row)
    } catch {
      guard error.failure != .interrupted else { throw error }
      row.take(.fails, because: error)
    }
    return row
  }

  private func judge(
    _ trial: CompileTrial, into row: inout CompileAnswer.Row
  ) throws(Diagnostic) {
    var session = self
    session.use(try trial.model())
    var before: Program?
    for pass in session.remainingPasses {
      if before == nil, pass.target != nil { before = try session.requireHistory().program }
      do throws(Diagnostic) {
        try session.apply(try pass.planned())
      } catch {
        // A pass over graphs that makes nothing for such a machine leaves the layer to the host.
        guard error.failure == .command, pass.target == nil else { throw error }
        row.take(.host, because: error)
        return
      }
    }
    let program = try session.requireHistory().program
    row.instructions = program.lowered.values.map(\.lineCount).reduce(0, +)
    let roots = RootCauses(program)
    let own = roots.places.operators.filter { trial.computes($0, in: program.module) }
    let left = own.first { roots.places[$0].target == nil }
    if left != nil || own.isEmpty {
      let refused = left ?? roots.places.operators.first { roots.places[$0].target == nil }
      let cause = refused.flatMap { roots[$0] }
      row.verdict = .host
      row.why = cause.map { $0.decision.reason.why ?? $0.sentence(in: program.module) } ?? ""
      row.place = cause.flatMap { roots.place(of: $0) }
    }
    guard let before, let sample = try session.hostArguments().first else { return }
    let (old, new) = (
      try session.programRun(before, sample), try session.programRun(program, sample)
    )
    let isSame =
      old.outputs.count == new.outputs.count
      && zip(old.outputs, new.outputs).allSatisfy { $0.bytes == $1.bytes }
    guard !isSame else { return }
    row.verdict = .differs
    row.why = "it gives something else than the evaluator"
  }

}

extension CompileAnswer.Row {
  fileprivate mutating func take(_ verdict: CompileAnswer.Verdict, because error: Diagnostic) {
    self.verdict = verdict
    why = error.message
    place = error.cause ?? error.place
    hints = error.notes + error.hints
  }
}

extension Decision.Reason {
  /// What a machine lacks, without what of the small model lacks it.
  fileprivate var why: String? {
    switch self {
    case .incapable(_, _, let refusal), .notLowered(_, let refusal): refusal.message
    default: nil
    }
  }
}
