public import Diagnostics
import GraphIR
import Passes
import Support

extension Session {

  /// Checks that `after`, which `pass` made of `before`, breaks no law that `before` kept.
  /// - Returns: whether all laws hold; what was broken before already is a warning.
  /// - Errors: `after` breaks a law; the message names it, the node and the pass.
  mutating func verify(
    _ after: Program, madeBy pass: String, of before: Program
  ) throws(Diagnostic) -> Bool {
    let violations = after.violations
    guard !violations.isEmpty else { return true }
    let old = before.violations
    for violation in violations where !old.contains(violation) {
      throw violation.diagnostic(
        in: after, madeBy: pass,
        hints: [
          "the program is what it was before `\(pass)`",
          "`verify off` lets the pass through, so that `diff` can show what it did",
        ])
    }
    for violation in violations {
      report(
        .warning(
          "law `\(violation.law)` was broken before already: \(violation.found)",
          hints: ["`verify --laws` says more"]))
    }
    return false
  }

  /// Warns of every law that the program breaks as it was loaded.
  mutating func checkLoadedProgram() {
    guard let program = currentProgram else { return }
    for violation in program.violations {
      var warning = violation.diagnostic(in: program, madeBy: "import", hints: [])
      warning.level = .warning
      report(warning)
    }
  }

  /// Checks the laws for the program as it is.
  /// - Errors: a law is broken; the message names it, the node, the pass that broke it, and how to
  ///   go back to before that.
  public func verifyLaws() throws(Diagnostic) -> [String] {
    let history = try requireHistory()
    let violations = history.program.violations
    guard let first = violations.first else { return ["all \(Law.all.count) laws hold"] }
    let path = history.path
    // The first program on the way that breaks it.
    var position = path.count - 1
    while position > 0, history.entries[path[position - 1]].program.violations.contains(first) {
      position -= 1
    }
    let pass = history.entries[path[position]].call?.name ?? "import"
    let count = path.count - position
    var diagnostic = first.diagnostic(
      in: history.program, madeBy: pass,
      hints: [
        pass == "import"
          ? "load another model"
          : "`undo\(count > 1 ? " \(count)" : "")` goes back to before `\(pass)`"
      ])
    diagnostic.notes += violations.dropFirst().map { "law `\($0.law)` is broken too: \($0.found)" }
    throw diagnostic
  }

  /// Checks the laws and, if `values`, that the program gives the values of the one before it.
  /// - Errors: a law is broken, or a value differs.
  public mutating func verifyNow(values: Bool) throws(Diagnostic) -> [String] {
    try verifyLaws()
  }

}
