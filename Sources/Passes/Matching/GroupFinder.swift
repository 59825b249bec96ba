import GraphIR
import OrderedCollections
import Support

/// Finds the groups of one pattern in one function.
///
/// The node nearest to the result is tried first and claims what it matches; what a group claims is
/// free for no other group of the same pattern, even if a condition then refuses the group.
/// - Source: Relay 0.0.5 `MergeComposite`.
struct GroupFinder {

  /// What became of a place where the pattern was tried.
  enum Outcome {
    case taken(Group)
    case refused(Group, ConditionFailure)

    /// A value inside is claimed by the group with that root.
    case overlap(Group, at: ID<Node>, with: ID<Node>)

    /// A value inside is needed by `reader`, which is outside; `nil` for the result.
    case escape(Group, at: ID<Node>, to: ID<Node>?)

    /// The edit of the user keeps two operators of the group apart; it claims nothing.
    case split(Group, edit: String)

    /// The pattern begins to fit and then does not.
    case mismatch(root: ID<Node>, NearMiss)

    var isTaken: Bool { if case .taken = self { true } else { false } }
  }

  let module: GraphModule
  let composite: CompositePattern
  let function: Function

  /// What the user allows.
  private let limits: GroupLimits

  /// The nodes of the function.
  private let nodes: OpenNodes
  private(set) var outcomes: [Outcome] = []

  private var owners: [ID<Node>: ID<Node>] = [:]
  private var groupCount = 0

  /// Made when they are first needed.
  private var dominators: PostDominators?

  init(
    _ composite: CompositePattern, in function: Function, _ nodes: OpenNodes,
    of module: GraphModule, within limits: GroupLimits = GroupLimits()
  ) {
    self.module = module
    self.composite = composite
    self.function = function
    self.limits = limits
    self.nodes = nodes
  }

  mutating func run() {
    let ops = composite.pattern.rootOps
    let isOpen = composite.pattern.alternatives.contains { $0.op == nil }
    let labels = composite.pattern.labels
    var matcher = Matcher(module, barring: limits.barred)
    var poll = Poll()
    for id in (isOpen ? nodes.order : nodes.calls(of: ops)).reversed() where owners[id] == nil {
      if poll.isRequested(after: 1 << 10) { return }
      if let match = matcher.match(composite.pattern, at: id) {
        add(Group(match, labels, at: id, number: groupCount, in: module))
        groupCount += 1
      } else if let op = module[id].op?.name, ops.contains(op), let miss = matcher.nearMiss {
        outcomes.append(.mismatch(root: id, miss))
      }
    }
    if limits.wanted != nil { outcomes.removeAll { !$0.isTaken } }
  }

  private mutating func add(_ group: Group) {
    var group = group
    if let wanted = limits.wanted, wanted.isDisjoint(with: group.members) { return }
    // What a pattern takes whatever it is, such as what lies between two nodes, it has not named.
    if let id = group.members.first(where: { limits.barred.contains($0) }) {
      let op = module[id].op?.name ?? ""
      let miss = NearMiss(matched: 0, position: nil, needed: .free(op), at: id)
      outcomes.append(.mismatch(root: group.root, miss))
      return
    }
    if let pair = limits.splits.first(where: { $0.isCovered(by: group.members) }) {
      outcomes.append(.split(group, edit: "\(pair.edit)"))
      return
    }
    for id in group.members where module[id].constant == nil {
      if let owner = owners[id] {
        outcomes.append(.overlap(group, at: id, with: owner))
        return
      }
      guard id != group.root else { continue }
      if id == function.body {
        outcomes.append(.escape(group, at: id, to: nil))
        return
      }
      for reader in nodes.readers[Int(id.index)] where !group.members.contains(reader) {
        guard isDominated(reader, by: group.root) else {
          outcomes.append(.escape(group, at: id, to: reader))
          return
        }
        group.isShared = true
      }
    }
    for id in group.members { owners[id] = group.root }
    let check = ConditionCheck(module: module, bindings: group.bindings, root: group.root)
    if let failure = check.failure(of: composite.conditions) {
      outcomes.append(.refused(group, failure))
    } else {
      outcomes.append(.taken(group))
    }
  }

  private mutating func isDominated(_ id: ID<Node>, by root: ID<Node>) -> Bool {
    if let dominators { return dominators.isDominated(id, by: root) }
    let made = PostDominators(nodes.order, readers: nodes.readers, result: function.body)
    dominators = made
    return made.isDominated(id, by: root)
  }

}
