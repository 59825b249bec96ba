import Canvas
import Debugger
import Support

/// The regions of a program, and what keeps them apart.
struct RegionsAnswer {
  var partition: PartitionAnswer
}

extension RegionsAnswer: Rendered {

  static let schema: Schema = [
    "model": .text, "position": .integer, "stage": .words(PartitionAnswer.Stage.self),
    "missing": .text.orNull, "clock": .text.orNull,
    "regions": .list([
      "region": .text, "target": .text, "operators": .integer, "macs": .integer,
      "bytes": .integer, "weights": .integer, "operations": .map(.integer),
      "composites": .map(.integer), "bytesIn": .integer, "bytesOut": .integer,
      "copies": .integer.orNull, "copiedBytes": .integer.orNull, "ends": .integer.orNull,
      "endBytes": .integer.orNull, "level": .text.orNull,
      "onHost": .flag, "cycles": .integer.orNull, "shares": PartitionAnswer.shares,
    ]),
    "splits": .list([
      "before": .text, "after": .text, "target": .text,
      "kind": .words(PartitionAnswer.Split.Kind.self), "node": .text.orNull,
      "source": .text.orNull, "others": .integer, "owner": .text.orNull,
      "cause": PartitionAnswer.Cause.schema.orNull,
    ]),
    "totals": PartitionAnswer.Amount.schema,
  ]

  var lines: [StyledText] {
    partition.notes + table.lines() + splitLines
      + (partition.copiesProblem.map { [StyledText("copies are not counted: \($0)", .dim)] } ?? [])
  }

  var table: Table {
    let hasCycles = partition.clock != nil
    let hasEnds = partition.regions.contains { $0.ends > 0 }
    var table = Table(
      [
        .init("region"), .init("target"), .init("operators", .trailing), .init("MACs", .trailing),
        .init("%", .trailing), .init("weights", .trailing), .init("in", .trailing),
        .init("out", .trailing), .init("copies", .trailing),
      ] + (hasEnds ? [.init("ends", .trailing)] : [])
        + (hasCycles ? [.init("cycles", .trailing), .init("%", .trailing)] : [])
        + [.init("what")])
    let cycles = partition.regions.reduce(0) { $0 + ($1.cycles ?? 0) }
    for region in partition.regions {
      var row: [StyledText] = [
        "@\(region.name, .name)", StyledText(region.target),
        StyledText("\(region.amount.operators)"),
        StyledText(countText(region.amount.multiplyAccumulates)),
        StyledText(partition.productShare(of: region.amount)),
        StyledText(byteText(region.amount.weightBytes)), StyledText(byteText(region.bytesIn)),
        StyledText(byteText(region.bytesOut)),
        StyledText(partition.copiesProblem == nil ? "\(region.copies)" : "?"),
      ]
      if hasEnds { row.append(StyledText("\(region.ends)")) }
      if hasCycles {
        row.append(StyledText(region.cycles.map(countText) ?? "-"))
        row.append(StyledText(region.cycles.map { shareText($0, of: cycles) } ?? "-"))
      }
      table.append(row + [StyledText(region.what, .dim)])
    }
    return table
  }

  private var splitLines: [StyledText] {
    partition.splits.isEmpty ? [] : [""] + partition.splits.map { StyledText($0.text) }
  }

  var json: JSON {
    [
      "model": .text(partition.model), "position": .integer(partition.position),
      "stage": .text(partition.stage.rawValue), "missing": JSON(partition.missing),
      "clock": JSON(partition.clock),
      "regions": .list(partition.regions.map { json(of: $0) }),
      "splits": .list(partition.splits.map(\.json)), "totals": partition.total.json,
    ]
  }

  private func json(of region: PartitionAnswer.Region) -> JSON {
    let isCounted = partition.copiesProblem == nil
    return .object(
      [
        .init("region", .text(region.name)), .init("target", .text(region.target)),
      ] + (region.amount.json.members ?? []) + [
        .init("operations", JSON(region.operations)), .init("composites", JSON(region.composites)),
        .init("bytesIn", .integer(region.bytesIn)), .init("bytesOut", .integer(region.bytesOut)),
        .init("copies", isCounted ? .integer(region.copies) : .null),
        .init("copiedBytes", isCounted ? .integer(region.copiedBytes) : .null),
        .init("ends", isCounted ? .integer(region.ends) : .null),
        .init("endBytes", isCounted ? .integer(region.endBytes) : .null),
        .init("level", JSON(region.level)), .init("onHost", .flag(region.isLeft)),
        .init("cycles", JSON(region.cycles)), .init("shares", partition.shares(of: region.amount)),
      ])
  }

}

extension PartitionAnswer.Region {

  /// As `3 vta.conv2d, 1 vta.dense`, with what the host has to know of it.
  var what: String {
    let list = composites.isEmpty ? operations : composites
    let names = list.prefix(3).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    let more = list.count > 3 ? ", …" : ""
    return (isLeft ? "on the host: " : "") + names + more
  }

}

extension PartitionAnswer.Split {

  fileprivate var json: JSON {
    [
      "before": .text(before), "after": .text(after), "target": .text(target),
      "kind": .text(kind.rawValue), "node": JSON(node?.title), "source": JSON(node?.source),
      "others": .integer(others), "owner": JSON(owner), "cause": cause?.json ?? .null,
    ]
  }

}
