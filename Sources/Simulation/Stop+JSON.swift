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
    case .streamEnd(let stream): members.append(JSON.Member("stream", .integer(stream + 1)))
    case .fault(let fault):
      members += [
        JSON.Member("kind", .text(fault.kind.rawValue)),
        JSON.Member("insn", JSON(fault.instruction)),
        JSON.Member("unit", .text(fault.unit)), JSON.Member("message", .text(fault.message.text)),
        JSON.Member("sentence", fault.message.json),
        JSON.Member("notes", .list(fault.notes.map(\.json))),
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
      JSON.Member("nodes", .list(nodes)), JSON.Member("edges", .list(waits.map(\.edge))),
      JSON.Member("waits", .list(waits.map(\.json))),
      JSON.Member("cycle", .list(cycle.map { .text($0) })),
      JSON.Member("starved-queue", JSON(starvedQueue)), JSON.Member("culprit", JSON(culprit)),
      JSON.Member("repairs", .list(repairs.map(\.json))),
      JSON.Member("edits", .list(repairs.first?.edits ?? [])),
    ]
  }

  /// For replies to programs: causes as nodes and edges, and the repairs; `edits` is the best one.
  public var json: JSON { .object(members) }

  /// Units that wait and those that are waited for, each with the instruction that it stands at.
  private var nodes: [JSON] {
    var nodes: [JSON] = waits.map {
      ["unit": .text($0.unit), "insn": JSON($0.instruction), "waits": true]
    }
    var known = Set(waits.map(\.unit))
    for wait in waits where known.insert(wait.partner).inserted {
      nodes.append(
        ["unit": .text(wait.partner), "insn": JSON(wait.partnerInstruction), "waits": false])
    }
    return nodes
  }

}

extension Deadlock.Wait {

  /// From who waits to who would end that.
  var edge: JSON {
    [
      "from": .text(unit), "to": .text(partner), "queue": .text(queue),
      "for": .text(reason.rawValue), "insn": JSON(instruction),
      "by": JSON(partnerInstruction),
    ]
  }

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

  /// The fields that it changes.
  public var edits: [JSON] {
    [
      [
        "instruction": JSON(instruction), "field": .text(flag), "from": .integer(isSet ? 0 : 1),
        "to": .integer(isSet ? 1 : 0),
      ]
    ]
  }

  /// For replies to programs.
  public var json: JSON {
    .object([
      JSON.Member("insn", JSON(instruction)), JSON.Member("flag", .text(flag)),
      JSON.Member("set", .flag(isSet)), JSON.Member("queue", .text(queue)),
      JSON.Member("before", .text(before)), JSON.Member("after", .text(after)),
      JSON.Member("races", .integer(races)), JSON.Member("run", .flag(isRun)),
      JSON.Member("edits", .list(edits)), JSON.Member("sentence", message.json),
    ])
  }

}

extension Race {

  var members: [JSON.Member] {
    [
      JSON.Member("accesses", .list([first.json(at: place), second.json(at: place)])),
      JSON.Member("first", first.json(at: place)), JSON.Member("second", second.json(at: place)),
      JSON.Member("memory", .text(memory ?? CellPlace.dram)), JSON.Member("range", range.json),
      JSON.Member("missing", .list(missing.map(\.json))),
      JSON.Member("data-dependent", .flag(isDataDependent)),
    ]
  }

  /// For replies to programs.
  public var json: JSON { .object(members) }

}

extension Race.Access {
  /// With the cells that both touch.
  func json(at place: CellPlace) -> JSON {
    .object([
      JSON.Member("insn", JSON(instruction)), JSON.Member("unit", .text(unit)),
      JSON.Member("access", .text(kind.rawValue)), JSON.Member("memory", .text(place.memory)),
      JSON.Member("range", place.elements.json),
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
    [
      "kind": .text(kind.rawValue), "severity": .text(severity.rawValue),
      "insn": JSON(instruction), "others": .list(others.map { JSON($0) }),
      "memory": range == nil ? .null : .text(memory ?? CellPlace.dram),
      "range": range?.json ?? .null, "message": .text(message.text), "sentence": message.json,
      "notes": .list(notes.map(\.json)), "dataDependent": .flag(isDataDependent),
    ]
  }

}

extension Range<Int> {

  /// The first and the one behind the last.
  public var json: JSON { .list([.integer(lowerBound), .integer(upperBound)]) }
}
