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

      /// The pattern, and the name in it at which it did not fit or which a condition is about.
      case pattern, position

      /// How many operators had fitted.
      case matched

      /// Where the pattern was tried from, and in which direction.
      case root, direction

      /// What the pattern wants there, and the nodes that are there.
      case needed, found

      /// What a condition wants, what there is, and where the condition stands.
      case required, actual, place

      /// The node of the group that something else has or needs, and what has or needs it.
      case inside, reader, owner, group

      case op = "operator"
      case of, region, path, edit, message, element, scales, size, least, most
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
    case .notLowered(let region, let message):
      [.init(.region, .text(region)), .init(.message, .text(message))]
    case .tooSmall(let region, let size, let least):
      [
        .init(.region, .text(region)), .init(.size, .number(size)), .init(.least, .number(least)),
      ]
    case .tooLarge(let op, let size, let most):
      [.init(.op, .text(op)), .init(.most, .number(most))]
        + (size.map { [.init(.size, .number($0))] } ?? [])
    case .pinned(let edit), .excluded(let edit): [.init(.edit, .text(edit))]
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
    let place: [Decision.Reference] =
      condition.place.map { [.init(.place, .place($0))] } ?? []
    return [
      .init(.position, .text(condition.subject)), .init(.required, .text("\(condition.test)")),
      .init(.actual, .text(found)),
    ] + place + node.references(.inside)
  }
}

extension Decision.RegionClash {
  fileprivate var references: [Decision.Reference] {
    [.init(.region, .text("\(region)")), .init(.path, .nodes(path))] + value.references(.inside)
  }
}
