public import Diagnostics
public import GraphIR
public import Support

extension Decision {

  /// Something that a reason refers to.
  public struct Reference: Sendable, Hashable {

    public var name: Name
    public var value: Value

    init(_ name: Name, _ value: Value) {
      self.name = name
      self.value = value
    }

    /// What it is to the reason.
    public enum Name: String, Sendable, Hashable, CaseIterable {
      case pattern, position, matched, root, direction, needed, found, required, actual, place
      case inside, reader, owner, group
      case op = "operator"
      case of, region, path, edit, message, element, scales, size, least, most
      case cycles, bytes, time
      case hostTime = "host-time"
    }

    public enum Value: Sendable, Hashable {
      case text(String)
      case number(Int)
      case node(ID<Node>)
      case texts([String])
      case nodes([ID<Node>])
      case place(Place)
    }
  }

}

extension Decision.Reference.Name {
  /// What it means, for the table.
  public var meaning: String {
    switch self {
    case .pattern: "the pattern, by name"
    case .position: "the statement of the pattern that did not fit, or that a condition is about"
    case .matched: "how many operators of the pattern had fitted"
    case .root: "the node that the pattern was tried from; towards the result the last that fits"
    case .direction:
      "`inputs` where the pattern was followed towards the inputs, `result` where towards the result"
    case .needed: "what the pattern wants there"
    case .found: "the nodes that are there"
    case .required: "what the condition wants"
    case .actual: "what there is instead"
    case .place: "where the condition, the instruction or the patterns stand in the description"
    case .inside: "the node that is asked for, needed or taken"
    case .reader: "the node that needs the value"
    case .owner: "the pattern, or the target, that has it"
    case .group: "the node that gives the group which has it"
    case .op: "the operator"
    case .of: "the value that it is another name for"
    case .region: "the region"
    case .path: "the nodes on the way around, both ends included"
    case .edit: "the line of the user"
    case .message: "what a pass found, in words"
    case .element: "the type that it computes in"
    case .scales: "the scales of its integers"
    case .size: "how many operators the region has"
    case .least: "how many it would have to have"
    case .most: "how many elements the weights may have"
    case .cycles: "what the region is estimated to take on the accelerator, in cycles"
    case .bytes: "what goes into the region and comes out of it, in bytes"
    case .time: "what the region is estimated to take, borders and launch included"
    case .hostTime: "what its operators are estimated to take on the host"
    }
  }
}

extension Decision.Reason {

  /// All that this refers to, by name.
  public var references: [Decision.Reference] {
    switch self {
    case .composite(let pattern, let root, _):
      [.init(.pattern, .text(pattern)), .init(.root, .node(root))]
    case .alone(let op), .noOperator(let op), .noPattern(let op, _), .noRule(let op),
      .skipped(let op), .undecided(let op):
      [.init(.op, .text(op))]
    case .integers(let op, let element, let scales):
      [
        .init(.op, .text(op)), .init(.element, .text(element)), .init(.scales, .text(scales)),
      ]
    case .mismatch(let mismatch): mismatch.references
    case .condition(let pattern, let failure):
      [.init(.pattern, .text(pattern))] + failure.references
    case .priority(let pattern, let root, let owner, let id):
      [
        .init(.pattern, .text(pattern)), .init(.root, .node(root)), .init(.owner, .text(owner)),
        .init(.inside, .node(id)),
      ]
    case .overlap(let pattern, let root, let id, let group):
      [
        .init(.pattern, .text(pattern)), .init(.root, .node(root)), .init(.inside, .node(id)),
        .init(.group, .node(group)),
      ]
    case .escape(let pattern, let root, let id, let reader):
      [
        .init(.pattern, .text(pattern)), .init(.root, .node(root)), .init(.inside, .node(id)),
      ] + reader.references(.reader)
    case .alias(let pattern, let value):
      [.init(.pattern, .text(pattern))] + value.references(.of)
    case .computedTwice(let pattern, let reader):
      [.init(.pattern, .text(pattern))] + reader.references(.reader)
    case .selfDependence(let clash): clash.references
    case .incapable(let pattern, let root, let refusal):
      [.init(.pattern, .text(pattern)), .init(.root, .node(root))] + refusal.references
    case .notLowered(let region, let refusal):
      [.init(.region, .text(region))] + refusal.references
    case .tooSmall(let region, let size, let least):
      [
        .init(.region, .text(region)), .init(.size, .number(size)), .init(.least, .number(least)),
      ]
    case .costly(let cost):
      [
        .init(.size, .number(cost.size)), .init(.cycles, .number(cost.cycles)),
        .init(.bytes, .number(cost.bytes)), .init(.time, .text("\(cost.accelerated)")),
        .init(.hostTime, .text("\(cost.host)")),
      ]
    case .tooLarge(let op, let size, let most):
      [.init(.op, .text(op)), .init(.most, .number(most))]
        + (size.map { [.init(.size, .number($0))] } ?? [])
    case .pinned(let edit), .excluded(let edit): [.init(.edit, .text(edit))]
    case .inFloats(let op, let target):
      [.init(.op, .text(op))] + (target.map { [.init(.owner, .text($0))] } ?? [])
    case .noIntegers(let op, let cause), .scales(let op, let cause):
      [.init(.op, .text(op)), .init(.message, .text(cause))]
    }
  }

}

extension ID<Node>? {
  fileprivate func references(_ name: Decision.Reference.Name) -> [Decision.Reference] {
    map { [.init(name, .node($0))] } ?? []
  }
}

extension Place? {
  fileprivate var references: [Decision.Reference] {
    map { [.init(.place, .place($0))] } ?? []
  }
}

extension Refusal {
  fileprivate var references: [Decision.Reference] {
    [.init(.message, .text(message))] + place.references
  }
}

extension Decision.Mismatch {
  fileprivate var references: [Decision.Reference] {
    let position: [Decision.Reference] = position.map { [.init(.position, .text($0))] } ?? []
    return [.init(.pattern, .text(pattern))] + position + [
      .init(.matched, .number(matched)), .init(.root, .node(node)),
      .init(.direction, .text(direction.rawValue)),
      .init(.needed, .texts(needed.map(\.description))), .init(.found, .nodes(found)),
    ]
  }
}

extension ConditionFailure {
  fileprivate var references: [Decision.Reference] {
    [
      .init(.position, .text(condition.subject)), .init(.required, .text("\(condition.test)")),
      .init(.actual, .text(found)),
    ] + condition.place.references + node.references(.inside)
  }
}

extension Decision.RegionClash {
  fileprivate var references: [Decision.Reference] {
    [.init(.region, .text("\(region)")), .init(.path, .nodes(path))] + value.references(.inside)
  }
}
