import Commands
import Debugger
import Diagnostics
import Support
import Synchronization

/// Holds answers against what is promised of them, and ends work that takes long.
final class Judge: Sendable {

  private let end: ContinuousClock.Instant
  private let firstProblem = Mutex<String?>(nil)

  init(patience: Duration) { end = .now + patience }

  /// Whether the time of the input is over.
  var isOver: Bool { ContinuousClock.now > end }

  /// What an answer of a script or macro was wrong about.
  var found: String? { firstProblem.withLock { $0 } }

  /// Interrupts `interpreter` once the time is over, hands no line to a shell, and looks at every
  /// answer.
  func watch(_ interpreter: inout Interpreter) {
    let end = end
    interpreter.session.interruption = Interruption { ContinuousClock.now > end }
    interpreter.shell = { _ in ShellResult(code: 0) }
    interpreter.observer = { [weak self] reply in
      guard let self, let problem = problem(reply) else { return }
      firstProblem.withLock { $0 = $0 ?? "`\(reply.command.prefix(200))`: \(problem)" }
    }
  }

  /// What of an answer is not as promised.
  func problem(_ reply: Reply) -> String? {
    if let problem = reply.schemaProblem { return "does not answer as its schema says: \(problem)" }
    let hasError = reply.diagnostics.contains { $0.level == .error }
    if reply.failure != nil, !hasError, reply.lines.isEmpty { return "fails without a word" }
    if reply.failure == nil, hasError { return "succeeds with an error" }
    if reply.failure == .internalError { return "is an error of the program itself" }
    if case .quit(let code) = reply.request, !(0 ... 255).contains(code) {
      return "ends with the exit code \(code)"
    }
    return nil
  }

}
