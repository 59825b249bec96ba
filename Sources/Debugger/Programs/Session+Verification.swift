public import Diagnostics
import GraphIR
import Passes
import Support
import TargetKit

extension Session {

  /// Checks that `after`, which `pass` made of the program of `history`, breaks no law that this kept;
  /// what is as it was when it was checked is not checked again.
  /// - Errors: as of the other.
  mutating func verify(
    _ after: Program, madeBy pass: String, of history: History
  ) throws(Diagnostic) -> Bool {
    let entry = history.entries[history.current]
    if entry.isVerified, after.isAsLawful(as: entry.program) { return true }
    return try verify(after, madeBy: pass, of: entry.program)
  }

  /// Checks that `after`, which `pass` made of `before`, breaks no law that `before` kept.
  /// - Returns: whether all laws hold; what was broken before already is a warning.
  /// - Errors: `after` breaks a law; the message names it, the node and the pass.
  mutating func verify(
    _ after: Program, madeBy pass: String, of before: Program
  ) throws(Diagnostic) -> Bool {
    let violations = after.violations
    try interruption.check()
    guard !violations.isEmpty else { return true }
    let old = before.violations
    for violation in violations where !old.contains(violation) {
      throw violation.diagnostic(
        in: after, madeBy: pass,
        hints: Self.hints(refusing: pass))
    }
    for violation in violations {
      report(
        .warning(
          "law `\(violation.law)` was broken before already: \(violation.found)",
          hints: ["`verify --laws` says more"]))
    }
    return false
  }

  /// The ways out for a pass that is refused.
  static func hints(refusing pass: String) -> [String] {
    [
      "the program is what it was before `\(pass)`, as after `undo`",
      "`verify off` lets the pass through, so that `diff` can show what it did",
    ]
  }

  /// Warns of every law that the program breaks as it was loaded.
  mutating func checkLoadedProgram() {
    guard let program = program else { return }
    for violation in program.violations {
      var warning = violation.diagnostic(in: program, madeBy: "import", hints: [])
      warning.level = .warning
      report(warning)
    }
  }

  /// Checks the laws for the program as it is.
  /// - Returns: how many there are, which all hold.
  /// - Errors: a law is broken; the message names it, the node, the pass that broke it, and how to
  ///   go back to before that.
  public func verifyLaws() throws(Diagnostic) -> Int {
    let history = try requireHistory()
    let violations = history.program.violations
    try interruption.check()
    guard let first = violations.first else { return Law.all.count }
    let path = history.path
    // The first program on the way that breaks it.
    var position = path.count - 1
    while position > 0, history.entries[path[position - 1]].program.violations.contains(first) {
      position -= 1
    }
    let pass = history.entries[path[position]].call.map { shown($0).withoutOptions } ?? "import"
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

  /// How many samples values are compared for at most.
  static let sampleLimit = 16

  /// Compares the values of `after`, which `call` made of `before`, with those of `before`: for the
  /// inputs that the user gave, or random ones.
  /// - Errors: they differ by more than the pass may, or one of the programs cannot run.
  /// - Cost: what it takes to run both programs, for 16 samples at most.
  mutating func checkValues(
    _ before: Program, _ after: Program, _ call: PassCall, hints: [String]
  ) throws(Diagnostic) -> ValueReport {
    var check = ValueCheck(before, after, call, names: outputNames, hints: hints)
    guard check.isNeeded else { return check.report }
    tellOfCode(after)
    let samples = try hostArguments().prefix(Self.sampleLimit)
    for (index, arguments) in samples.enumerated() {
      let old = try programRun(before, arguments)
      let new = try programRun(after, arguments)
      try check.compare(old, new)
      progress(Double(index + 1) / Double(samples.count), "compared \(index + 1) samples")
    }
    return check.report
  }

  /// Runs `program` for one sample, aside from what runs now.
  /// - Errors: as of `Journey.runToEnd`.
  func programRun(
    _ program: Program, _ arguments: [Value]
  ) throws(Diagnostic) -> ProgramRun {
    var options = runOptions
    options.stopsAtRaces = false
    var own = try makeJourney(program, [arguments], options)
    own.interruption = interruption
    return try own.runToEnd()
  }

  /// Compares the values of the program with those of the program before the last pass.
  /// - Errors: as of `checkValues`.
  public mutating func verifyValues() throws(Diagnostic) -> VerificationAnswer.Values {
    let history = try requireHistory()
    let entry = history.entries[history.current]
    guard let call = entry.call, let parent = entry.parent else { return .noPass }
    return .compared(
      try checkValues(
        history.entries[parent].program, entry.program, shown(call),
        hints: ["`undo` takes `\(shown(call))` back, `diff` shows what it changed"]))
  }

}
