import Canvas
import Debugger
import Diagnostics
import Simulation
import Support

extension WhyAnswer: Rendered {

  static let schema: Schema = [
    "reasons": .list([
      "code": .text, "sentence": .sentence, "details": .list(.sentence), "node?": .text,
      "pass?": .text, "target?": .text, "taken?": .flag, "obstacles?": .list(.text),
      "root?": .flag, "site?": .text, "relation?": .text,
      "level?": .integer, "refers?": references,
    ]),
    "stop": Schema.machineStop.orNull, "blame": BlameAnswer.schema.orNull,
  ]

  /// What a decision of a pass refers to; nodes as `%12`.
  private static let references: Schema = [
    "pattern?": .text, "position?": .text, "matched?": .integer, "root?": .text,
    "direction?": .text, "needed?": .list(.text),
    "found?": .list(.text), "required?": .text, "actual?": .text,
    "place?": .place, "inside?": .text,
    "reader?": .text, "owner?": .text, "group?": .text, "operator?": .text, "of?": .text,
    "region?": .text, "path?": .list(.text), "edit?": .text, "message?": .text, "element?": .text,
    "scales?": .text, "size?": .integer, "least?": .integer,
    "most?": .integer, "cycles?": .integer, "bytes?": .integer, "time?": .text,
    "host-time?": .text,
  ]

  var lines: [StyledText] {
    reasons.flatMap { reason in
      let indent = StyledText(String(repeating: "  ", count: reason.level))
      return [indent + reason.sentence.line]
        + reason.details.map { indent + StyledText("  ") + $0.line }
    } + (blame?.lines ?? [])
  }

  var json: JSON {
    [
      "reasons": .list(reasons.map(\.json)), "stop": stop?.json ?? .null,
      "blame": blame?.json ?? .null,
    ]
  }

}

extension WhyReason {
  fileprivate var json: JSON {
    var json: JSON = [
      "code": .text(code.name), "sentence": sentence.json,
      "details": .list(details.map(\.json)),
    ]
    if let node { json["node"] = .text(node) }
    if let pass { json["pass"] = .text(pass) }
    if let target { json["target"] = .text(target) }
    if let isTaken { json["taken"] = .flag(isTaken) }
    if !obstacles.isEmpty { json["obstacles"] = JSON(obstacles) }
    if isRoot { json["root"] = .flag(true) }
    if let site { json["site"] = .text(site) }
    if let relation { json["relation"] = .text(relation) }
    if level > 0 { json["level"] = .integer(level) }
    if !references.isEmpty {
      var refers: JSON = [:]
      for reference in references { refers[reference.name] = reference.value.json }
      json["refers"] = refers
    }
    return json
  }
}

extension WhyReference.Value {
  fileprivate var json: JSON {
    switch self {
    case .text(let text): .text(text)
    case .number(let number): .integer(number)
    case .texts(let texts): JSON(texts)
    case .place(let place): place.json
    }
  }
}

extension BlameAnswer: Rendered {

  static let schema: Schema = .named(
    "BLAME",
    [
      "insn": .integer.orNull, "text": .text.orNull, "statement": .text.orNull,
      "remark": .text.orNull,
      "chains": .list([
        "node": .text, "operator": .text, "passes": .list(.text),
        "sources": .list(["operator": .text, "name": .text]), "maker": .text.orNull,
        "region": .text.orNull,
      ]),
      "synthetic": .flag, "unknown": .flag,
    ])

  var lines: [StyledText] {
    guard let instruction else { return chains.map { StyledText($0.text) } }
    var lines: [StyledText] = [StyledText("\(instruction.number) \(instruction.text ?? "")")]
    if let statement { lines.append(StyledText("← tile \(statement)")) }
    if let remark { lines.append(StyledText("← \(remark)")) }
    lines += chains.map { chain in
      StyledText("← \(chain.text)" + (chain.region.map { ", in @\($0)" } ?? ""))
    }
    if isSynthetic { lines.append("← synthetic: no node of the model stands behind it") }
    if isUnknown { lines.append("it is not known what it was made from") }
    return lines
  }

  var json: JSON {
    [
      "insn": JSON(instruction?.number), "text": JSON(instruction?.text),
      "statement": JSON(statement), "remark": JSON(remark),
      "chains": .list(chains.map(\.json)), "synthetic": .flag(isSynthetic),
      "unknown": .flag(isUnknown),
    ]
  }

}

extension BlameAnswer.Chain {

  fileprivate var text: String {
    let end =
      maker.map { "synthetic, made by \($0)" }
      ?? sources.map { "\($0.op) @\($0.name)" }.joined(separator: ", ")
    return (["\(node) \(kind)"] + passes + [end]).joined(separator: " ← ")
  }

  fileprivate var json: JSON {
    [
      "node": .text(node), "operator": .text(kind), "passes": JSON(passes),
      "sources": .list(sources.map { ["operator": .text($0.op), "name": .text($0.name)] }),
      "maker": JSON(maker), "region": JSON(region),
    ]
  }

}

extension WhereAnswer: Rendered {

  static let schema: Schema = [
    "where": .list(["region": .text, "ranges": .list(.range)])
  ]

  var lines: [StyledText] {
    guard !regions.isEmpty else { return ["\(node) has become no instructions"] }
    return regions.map { region in
      let list = region.ranges.map {
        $0.count == 1 ? "#\($0.lowerBound)" : "#\($0.lowerBound)–#\($0.upperBound)"
      }
      let count = region.ranges.reduce(0) { $0 + $1.count }
      return "@\(region.name, .name): \(list.joined(separator: ", ")) (\(count) instructions)"
    }
  }

  var json: JSON {
    [
      "where": .list(
        regions.map { region in
          [
            "region": .text(region.name),
            "ranges": .list(
              region.ranges.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
          ]
        })
    ]
  }

}
