public import Support

extension Stop {

  /// One word for each kind.
  public var name: String {
    switch self {
    case .start: "start"
    case .step: "step"
    case .condition: "condition"
    case .streamEnd: "stream-end"
    case .end: "end"
    case .fault: "fault"
    case .deadlock: "deadlock"
    case .interrupted: "interrupted"
    }
  }

  /// For replies to programs: the reason, and what belongs to it.
  public var json: JSON {
    var members = [JSON.Member("reason", .text(name))]
    switch self {
    case .streamEnd(let stream): members.append(JSON.Member("stream", .integer(stream)))
    case .condition(let index): members.append(JSON.Member("condition", .integer(index)))
    case .fault(let fault):
      members += [
        JSON.Member("kind", .text(fault.kind.rawValue)),
        JSON.Member("insn", .integer(fault.instruction)),
        JSON.Member("unit", .text(fault.unit)), JSON.Member("message", .text(fault.message)),
      ]
    case .deadlock(let deadlock):
      members.append(JSON.Member("waits", .list(deadlock.waits.map(\.json))))
    default: break
    }
    return .object(members)
  }

}

extension Deadlock.Wait {
  var json: JSON {
    .object([
      JSON.Member("unit", .text(unit)), JSON.Member("insn", .integer(instruction)),
      JSON.Member("queue", .text(queue)), JSON.Member("partner", .text(partner)),
      JSON.Member("partner-instruction", JSON(partnerInstruction)),
    ])
  }
}
