public import Support

extension Deadlock {

  var members: [JSON.Member] {
    [
      JSON.Member("root", waits.rootJSON), JSON.Member("nodes", .list(waits.nodeList)),
      JSON.Member("edges", .list(waits.edges.map(waits.json))),
      JSON.Member("waits", .list(waits.waitList)),
      JSON.Member("cycle", .list(waits.circle.map { .text($0) })),
      JSON.Member("starved-queue", JSON(waits.starvedQueue)),
      JSON.Member("culprit", JSON(culprit)),
      JSON.Member("repairs", .list(repairs.map(\.json))),
      JSON.Member("edits", .list(repairs.first?.edits ?? [])),
    ]
  }

  /// For replies to programs: causes as nodes and edges, and the repairs; `edits` is the best one.
  public var json: JSON { .object(members) }

}

extension WaitGraph {

  /// Where it begins: one that waits for nobody, or the first of a circle.
  fileprivate var rootJSON: JSON {
    guard let root else { return .null }
    return [
      "kind": .text(root.isStarved ? "starved" : "circle"),
      "unit": .text(nodes[root.node].unit), "insn": JSON(nodes[root.node].instruction),
      "queue": JSON(rootEdge?.queue),
      "circle": .list(root.circle.map { .text(nodes[$0].unit) }),
    ]
  }

  /// Units that wait and those that are waited for, each with the instruction that it stands at.
  fileprivate var nodeList: [JSON] {
    let roots = Set(roots.map(\.node))
    return nodes.enumerated().map { place, node in
      [
        "unit": .text(node.unit), "insn": JSON(node.instruction),
        "waits": .flag(node.state == .waits), "state": .text(node.state.rawValue),
        "root": .flag(roots.contains(place)),
      ]
    }
  }

  /// From who waits to who would end that.
  fileprivate func json(_ edge: Edge) -> JSON {
    [
      "from": .text(nodes[edge.from].unit), "to": .text(nodes[edge.to].unit),
      "queue": .text(edge.queue), "for": .text(edge.reason.rawValue),
      "insn": JSON(nodes[edge.from].instruction), "by": JSON(edge.partner),
    ]
  }

  /// The edges of those that wait now, with the tokens of the queues.
  fileprivate var waitList: [JSON] {
    edges.filter { nodes[$0.from].state == .waits }.map { edge in
      [
        "unit": .text(nodes[edge.from].unit), "insn": JSON(nodes[edge.from].instruction),
        "queue": .text(edge.queue), "for": .text(edge.reason.rawValue),
        "partner": .text(nodes[edge.to].unit), "partner-instruction": JSON(edge.partner),
        "pushed": .integer(edge.pushed), "popped": .integer(edge.popped),
      ]
    }
  }

}

extension Repair {

  /// The numbers that it changes: fields of instructions, or tokens that queues begin with.
  public var edits: [JSON] {
    switch change {
    case .set(let flag): [flag.edit(from: 0, to: 1)]
    case .clear(let flag): [flag.edit(from: 1, to: 0)]
    case .tokens(let queues):
      queues.map { one in
        [
          "queue": .text(one.queue), "field": "tokens", "from": .integer(one.from),
          "to": .integer(one.to),
        ]
      }
    }
  }

  /// For replies to programs.
  public var json: JSON {
    var json: JSON = [
      "kind": .text(flag == nil ? "tokens" : "flag"), "races": .integer(races),
      "run": .flag(isRun), "edits": .list(edits), "sentence": message.json,
    ]
    guard let flag else { return json }
    json["insn"] = JSON(flag.instruction)
    json["flag"] = .text(flag.name)
    json["set"] = .flag(change == .set(flag))
    json["queue"] = .text(flag.queue)
    json["before"] = .text(flag.before)
    json["after"] = .text(flag.after)
    return json
  }

}

extension Repair.Flag {
  fileprivate func edit(from: Int, to: Int) -> JSON {
    [
      "instruction": JSON(instruction), "field": .text(name), "from": .integer(from),
      "to": .integer(to),
    ]
  }
}
