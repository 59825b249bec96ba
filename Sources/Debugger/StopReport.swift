public import Canvas
public import Diagnostics
public import Support

/// Why the session stands where it does, and where that is.
public struct StopReport: Sendable {

  /// As `breakpoint 1` or `end of the program`.
  public var reason: String

  /// For programs: `breakpoint`, `step`, `end`, `stream-end`, `fault`, `deadlock`, ….
  public var kind: String

  /// What a batch run exits with because of it.
  public var failure: Failure?

  public var isBackwards = false

  /// The instruction that the next step runs, if there is one, and what it came from.
  public var instruction: InstructionView?
  public var statement: String?
  public var nodes: [String] = []
  public var sources: [String] = []

  /// How many instructions have been run, and in how many cycles, if a clock counts them.
  public var position: Int?
  public var cycle: Int?

  /// What else is to say, one line each.
  public var details: [String] = []

  public init(_ kind: String, _ reason: String, failure: Failure? = nil) {
    self.kind = kind
    self.reason = reason
    self.failure = failure
  }

}

extension StopReport {

  /// `stopped: …` first, then where that is at each level, then the details.
  public var lines: [StyledText] {
    var head = StyledText(isBackwards ? "◀ " : "", .note)
    head.append("stopped: ", .emphasis)
    head.append(reason, failure == nil ? .plain : .error)
    if let cycle { head += ", cycle \(cycle, .number)" }
    if let instruction { head += ", next " + instruction.line }
    var lines = [head]
    if let statement { lines.append("  tile   \(statement)") }
    if !nodes.isEmpty { lines.append("  graph  \(nodes.joined(separator: ", "))") }
    if !sources.isEmpty { lines.append("  model  \(sources.joined(separator: ", "), .name)") }
    return lines + details.map { StyledText("  " + $0) }
  }

  public var json: JSON {
    [
      "reason": .text(reason), "kind": .text(kind), "position": JSON(position),
      "cycle": JSON(cycle),
      "insn": JSON(instruction?.number), "unit": JSON(instruction?.unit),
      "text": JSON(instruction.map { "\($0.operation) \($0.operands)" }),
      "tile": JSON(statement), "graph": JSON(nodes), "model": JSON(sources),
      "details": JSON(details), "backwards": .flag(isBackwards),
    ]
  }

}

extension InstructionView {

  /// As `#118 gemm … (compute) pops l2g`.
  public var line: StyledText {
    var line: StyledText = "\("#\(number)", .number) \(operation)"
    if !operands.isEmpty { line.append(" \(operands)") }
    line.append(" (\(unit))", .dim)
    if !pops.isEmpty { line.append(" <\(pops.joined(separator: ","))") }
    if !pushes.isEmpty { line.append(" >\(pushes.joined(separator: ","))") }
    return line
  }

}
