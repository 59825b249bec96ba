import Canvas
import Debugger
import Simulation
import Support

extension LintAnswer: Rendered {

  static let schema: Schema = [
    "instructions": .integer,
    "findings": .list(
      .named(
        "FINDING",
        [
          "kind": .words(LintFinding.Kind.self), "severity": .words(LintFinding.Severity.self),
          "insn": .integer.orNull, "others": .list(.integer), "memory": .text.orNull,
          "range": Schema.range.orNull, "message": .text, "sentence": .sentence,
          "notes": .list(.sentence), "dataDependent": .flag,
        ])),
  ]

  var lines: [StyledText] { findings.flatMap(\.lines) + [total] }

  private var total: StyledText {
    guard !findings.isEmpty else {
      return "nothing to say of \(instructionCount, .number) instructions"
    }
    var names: [String] = []
    for entry in findings where !names.contains(entry.finding.severity.rawValue) {
      names.append(entry.finding.severity.rawValue)
    }
    let counts = names.map { name in
      let count = findings.filter { $0.finding.severity.rawValue == name }.count
      return "\(count) \(name)\(count == 1 ? "" : "s")"
    }
    return StyledText(counts.joined(separator: ", "), .emphasis)
  }

  var json: JSON {
    [
      "instructions": .integer(instructionCount),
      "findings": .list(findings.map(\.finding.json)),
    ]
  }

}

extension LintAnswer.Entry {

  fileprivate var lines: [StyledText] {
    let role: Role =
      switch finding.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    var head: StyledText = "\(finding.severity.rawValue, role): "
    if let number = finding.instruction { head += "\("\(number)", .number) " }
    head += StyledText(finding.message.text)
    head.append(" [\(finding.kind.rawValue)]", .dim)
    let text = instruction?.text.map { [StyledText("    \($0)", .dim)] } ?? []
    return [head] + text + finding.notes.map { StyledText("    \($0)", .dim) }
  }

}
