public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// What can be said of the instructions before they run.
  /// - Parameter implementation: asks only for what it does otherwise, and for the limits.
  /// - Parameters: how many instructions of a unit, and tokens in a queue, hardware has room for;
  ///   nil: any number.
  /// - Errors: there are no instructions.
  public func lint(
    for implementation: String? = nil, queueDepth: Int? = nil, tokenDepth: Int? = nil
  ) throws(Diagnostic) -> LintAnswer {
    let limits = HardwareLimits(queueDepth: queueDepth, tokenDepth: tokenDepth)
    let space = space
    let parts = space.parts
    guard !parts.isEmpty else {
      throw .error(
        "there are no instructions",
        hints: ["`apply --all` lowers the model, `stream load DIR` loads instructions"])
    }
    var answer = LintAnswer()
    for part in parts {
      answer.instructionCount += part.workload.instructionCount
      guard let device = try space.device(of: part)?.analyzable() else { continue }
      if let implementation { try check(implementation, of: device) }
      answer.findings += try findings(for: implementation, limits, on: device).map { finding in
        LintAnswer.Entry(finding: finding, instruction: finding.instruction.map { space.named($0) })
      }
    }
    try interruption.check()
    return answer
  }

  /// - Errors: nothing can be said of what runs without running it, such as what races.
  public func requireAnalysis() throws(Diagnostic) {
    _ = try space.run?.device.analyzable()
  }

  /// What `implementation` does otherwise and where it has no room, or all that can be said.
  private func findings(
    for implementation: String?, _ limits: HardwareLimits, on device: any Analyzable
  ) throws(Diagnostic) -> [LintFinding] {
    var found: [LintFinding] = []
    if let implementation {
      guard let own = device.lint(for: implementation, interruption: interruption) else {
        throw .interrupted
      }
      guard limits != HardwareLimits() else { return own }
      found = own
    }
    guard let all = device.lint(limits, interruption: interruption) else {
      throw .interrupted
    }
    guard implementation != nil else { return all }
    return found + all.filter { $0.kind == .queueDepth || $0.kind == .tokenDepth }
  }

  private func check(
    _ implementation: String, of device: any Analyzable
  ) throws(Diagnostic) {
    guard !device.implementations.contains(implementation) else { return }
    let near = nearest(to: implementation, in: device.implementations, most: 1).first
    throw .error(
      "it is not known what `\(implementation)` does otherwise",
      hints: [
        near.map { "did you mean `\($0)`?" }
          ?? "known are \(device.implementations.joined(separator: ", "))"
      ])
  }

}
