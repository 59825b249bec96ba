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
