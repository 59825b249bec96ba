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
    case .race: "race"
    case .interrupted: "interrupted"
    }
  }

  /// For replies to programs: the reason, and what belongs to it.
  public var json: JSON {
    var members = [JSON.Member("reason", .text(name))]
    switch self {
    case .streamEnd(let stream): members.append(JSON.Member("stream", .integer(stream)))
    case .fault(let fault):
      members += [
        JSON.Member("kind", .text(fault.kind.rawValue)),
        JSON.Member("insn", JSON(fault.instruction)),
        JSON.Member("unit", .text(fault.unit)), JSON.Member("message", .text(fault.message.text)),
      ]
    case .deadlock(let deadlock): members += deadlock.members
    case .race(let race): members += race.members
    default: break
    }
    return .object(members)
  }

}

extension Deadlock {
  var members: [JSON.Member] {
    [
      JSON.Member("waits", .list(waits.map(\.json))),
      JSON.Member("cycle", .list(cycle.map { .text($0) })),
      JSON.Member("starved-queue", JSON(starvedQueue)), JSON.Member("culprit", JSON(culprit)),
      JSON.Member("repairs", .list(repairs.map(\.json))),
    ]
  }
}

extension Deadlock.Wait {
  var json: JSON {
    .object([
      JSON.Member("unit", .text(unit)), JSON.Member("insn", JSON(instruction)),
      JSON.Member("queue", .text(queue)), JSON.Member("for", .text(reason.rawValue)),
      JSON.Member("partner", .text(partner)),
      JSON.Member("partner-instruction", JSON(partnerInstruction)),
      JSON.Member("pushed", .integer(pushed)), JSON.Member("popped", .integer(popped)),
    ])
  }
}

extension Repair {

  /// For replies to programs.
  public var json: JSON {
    .object([
      JSON.Member("insn", JSON(instruction)), JSON.Member("flag", .text(flag)),
      JSON.Member("set", .flag(isSet)), JSON.Member("queue", .text(queue)),
      JSON.Member("before", .text(before)), JSON.Member("after", .text(after)),
    ])
  }

}

extension Race {

  var members: [JSON.Member] {
    [
      JSON.Member("first", first.json), JSON.Member("second", second.json),
      JSON.Member("memory", .text(memory ?? "dram")), JSON.Member("range", range.json),
      JSON.Member("missing", .list(missing.map(\.json))),
      JSON.Member("data-dependent", .flag(isDataDependent)),
    ]
  }

  /// For replies to programs.
  public var json: JSON { .object(members) }

}

extension Race.Access {
  var json: JSON {
    .object([
      JSON.Member("insn", JSON(instruction)), JSON.Member("unit", .text(unit)),
      JSON.Member("access", .text(kind.rawValue)),
    ])
  }
}

extension Race.Link {
  var json: JSON {
    .object([
      JSON.Member("queue", .text(queue)), JSON.Member("push", .text(push)),
      JSON.Member("pusher", JSON(pusher)), JSON.Member("pop", .text(pop)),
      JSON.Member("popper", JSON(popper)),
    ])
  }
}

extension LintFinding {

  /// For replies to programs.
  public var json: JSON {
    var members = [
      JSON.Member("kind", .text(kind.rawValue)), JSON.Member("severity", .text(severity.rawValue)),
      JSON.Member("insn", JSON(instruction)),
      JSON.Member("others", .list(others.map { JSON($0) })),
    ]
    if let range {
      members.append(JSON.Member("memory", .text(memory ?? "dram")))
      members.append(JSON.Member("range", range.json))
    }
    members.append(JSON.Member("message", .text(message.text)))
    members.append(JSON.Member("notes", .list(notes.map { .text($0.text) })))
    return .object(members)
  }

}

extension Range<Int> {

  /// The first and the one behind the last.
  var json: JSON { .list([.integer(lowerBound), .integer(upperBound)]) }
}
