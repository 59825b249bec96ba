import Canvas
public import Diagnostics
import OrderedCollections
import Simulation
import Support
import TargetKit

extension Session {

  /// What can be said of the instructions before they run.
  /// - Parameter implementation: asks only for what it does otherwise, and for the limits.
  /// - Parameters: how many instructions of a unit, and tokens in a queue, hardware has room for;
  ///   nil: any number.
  /// - Returns: the lines, and what a batch run exits with because of them.
  /// - Errors: there are no instructions.
  public func lint(
    for implementation: String? = nil, queueDepth: Int? = nil, tokenDepth: Int? = nil
  ) throws(Diagnostic) -> (result: QueryResult, failure: Failure?) {
    let limits = HardwareLimits(queueDepth: queueDepth, tokenDepth: tokenDepth)
    var lines: [StyledText] = []
    var rows: [JSON] = []
    var counts: OrderedDictionary<String, Int> = [:]
    var failure: Failure?
    let parts = parts
    guard !parts.isEmpty else {
      throw .error(
        "there are no instructions",
        hints: ["`apply --all` lowers the model, `stream load DIR` loads instructions"])
    }
    for part in parts {
      guard let device = part.device ?? freshDevice(for: part) else { continue }
      if let implementation { try check(implementation, of: device) }
      for finding in try findings(for: implementation, limits, on: device) {
        counts[finding.severity.rawValue, default: 0] += 1
        if finding.severity == .error { failure = worse(failure, finding.kind.failure) }
        lines += self.lines(of: finding)
        rows.append(finding.answer)
      }
    }
    let total = counts.map { "\($1) \($0)\($1 == 1 ? "" : "s")" }.joined(separator: ", ")
    lines.append(
      counts.isEmpty
        ? "nothing to say of \(parts.reduce(0) { $0 + $1.workload.instructionCount }, .number) instructions"
        : StyledText(total, .emphasis))
    return (QueryResult(lines, ["findings": .list(rows)]), failure)
  }

  /// What `implementation` does otherwise and where it has no room, or all that can be said.
  private func findings(
    for implementation: String?, _ limits: HardwareLimits, on device: any Device
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
    _ implementation: String, of device: any Device
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

  private func worse(_ known: Failure?, _ new: Failure) -> Failure {
    known.map { $0 == .deadlock ? $0 : new == .command ? $0 : new } ?? new
  }

  private func lines(of finding: LintFinding) -> [StyledText] {
    let role: Role =
      switch finding.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    var head: StyledText = "\(finding.severity.rawValue, role): "
    if let instruction = finding.instruction {
      head += "\("\(instruction)", .number) "
    }
    head += StyledText(finding.message.text)
    head.append(" [\(finding.kind.rawValue)]", .dim)
    if let number = finding.instruction, let view = instruction(number) {
      return [head, StyledText("    \(view.operation) \(view.operands)", .dim)]
        + notes(of: finding)
    }
    return [head] + notes(of: finding)
  }

  private func notes(of finding: LintFinding) -> [StyledText] {
    finding.notes.map { StyledText("    \($0)", .dim) }
  }

}

extension LintFinding {

  fileprivate var answer: JSON {
    [
      "kind": .text(kind.rawValue), "severity": .text(severity.rawValue),
      "insn": JSON(instruction),
      "others": .list(others.map { JSON($0) }), "memory": JSON(memory),
      "range": range.map { [.integer($0.lowerBound), .integer($0.upperBound)] } ?? .null,
      "message": .text(message.text),
      "notes": JSON(notes.map(\.text)),
      "dataDependent": .flag(isDataDependent),
    ]
  }

}

extension LintFinding.Kind {

  /// What a batch run exits with because of it.
  fileprivate var failure: Failure {
    switch self {
    case .deadlock: .deadlock
    case .race: .hazard
    default: .command
    }
  }

}
