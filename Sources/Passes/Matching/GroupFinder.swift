import GraphIR
import OrderedCollections
import Support

/// Finds the groups of one pattern in one function.
///
/// The node nearest to the result is tried first and claims what it matches; what a group claims is
/// free for no other group of the same pattern, even if a condition then refuses the group. With the
/// rules of Relax it is the node nearest to the inputs, and a group gives way to one that has it whole.
/// - Source: Relay 0.0.5 `MergeComposite`; Relax `FuseOpsByPattern`.
struct GroupFinder {

  /// What became of a place where the pattern was tried.
  enum Outcome {
    case taken(Group)
    case refused(Group, ConditionFailure)

    /// The target has no instructions for it.
    case incapable(Group, Refusal)

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

  private let semantics: PartitionSemantics

  /// Whether the target can compute what the pattern takes; nil where that need not be asked.
  private let check: CompositeCheck?

  /// The nodes of the function.
  private let nodes: OpenNodes
  private(set) var outcomes: [Outcome] = []

  private var owners: [ID<Node>: ID<Node>] = [:]
  private var groupCount = 0

  /// With the rules of Relax, the groups that there are, by their roots.
  private var taken: OrderedDictionary<ID<Node>, Group> = [:]

  private var signs = Signs()

  /// Made when they are first needed.
  private var dominators: PostDominators?

  init(
    _ composite: CompositePattern, in function: Function, _ nodes: OpenNodes,
    of module: GraphModule, within limits: GroupLimits = GroupLimits(),
    by semantics: PartitionSemantics = .relay, check: CompositeCheck? = nil
  ) {
    self.check = check
    self.module = module
    self.semantics = semantics
    self.composite = composite
    self.function = function
    self.limits = limits
    self.nodes = nodes
  }

  mutating func run() {
    let ops = composite.pattern.rootOps
    let isRelay = semantics == .relay
    let isOpen = isRelay && composite.pattern.alternatives.contains { $0.op == nil }
    let labels = composite.pattern.labels
    var matcher = Matcher(module, barring: limits.barred)
    var poll = Poll()
    let calls = isOpen ? nodes.order : nodes.calls(of: ops)
    for id in isRelay ? calls.reversed() : calls where owners[id] == nil {
      if poll.isRequested(after: 1 << 10) { return }
      if let match = matcher.match(composite.pattern, at: id) {
        add(Group(match, labels, at: id, number: groupCount, in: module))
        groupCount += 1
      } else if let op = module[id].op?.name, ops.contains(op), let miss = matcher.nearMiss {
        outcomes.append(.mismatch(root: id, miss))
      }
    }
    if semantics == .relax { findOutputs() }
    if limits.wanted != nil { outcomes.removeAll { !$0.isTaken } }
  }

  private mutating func add(_ group: Group) {
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
    if semantics == .relax { addWhole(group) } else { addApart(group) }
  }

  /// Takes `group` if nobody else has or needs anything inside of it.
  private mutating func addApart(_ group: Group) {
    var group = group
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
    outcomes.append(obstacle(to: group) ?? .taken(group))
  }

  /// What keeps the target from a group that fits.
  private mutating func obstacle(to group: Group) -> Outcome? {
    let conditions = ConditionCheck(
      module: module, bindings: group.bindings, root: group.root)
    if let failure = conditions.failure(of: composite.conditions, &signs) {
      return .refused(group, failure)
    }
    return check?.refusal(of: group, as: composite.name, in: module).map { .incapable(group, $0) }
  }

  // MARK: Relax

  /// Takes `group` if it has all of each group that has something of it; these are groups no more.
  private mutating func addWhole(_ group: Group) {
    if let obstacle = obstacle(to: group) {
      outcomes.append(obstacle)
      return
    }
    var inner: Set<ID<Node>> = []
    for id in group.members {
      guard let owner = owners[id], inner.insert(owner).inserted else { continue }
      guard taken[owner]?.members.isSubset(of: group.members) == true else {
        outcomes.append(.overlap(group, at: id, with: owner))
        return
      }
    }
    for root in inner { taken[root] = nil }
    taken[group.root] = group
    for id in group.members where module[id].constant == nil { owners[id] = group.root }
  }

  /// Says of each group that is left what of it is read outside.
  private mutating func findOutputs() {
    for (root, found) in taken {
      var group = found
      group.outputs = group.members.filter { id in
        guard module[id].constant == nil, id != group.root else { return id == group.root }
        return id == function.body
          || nodes.readers[Int(id.index)].contains { !group.members.contains($0) }
      }
      if group.outputs.count > 1 { group.isShared = true } else { group.outputs = [] }
      taken[root] = group
      outcomes.append(.taken(group))
    }
  }

  /// Two groups, or a group twice, that need each other, as values that are given besides can make
  /// them; nil where there are none.
  /// - Cost: O(nodes + edges).
  var circle: (ID<Node>, ID<Node>)? {
    guard taken.values.contains(where: \.isShared) else { return nil }
    var needs: [ID<Node>: Set<ID<Node>>] = [:]
    for id in nodes.order {
      let home = owners[id] ?? id
      let sources = module.dependencies(of: id).map { owners[$0] ?? $0 }
      needs[home, default: []].formUnion(sources.filter { $0 != home })
    }
    // What is neither before nor behind all circles.
    let behind = needs.endless
    let circles = needs.filter { behind.contains($0.key) }.reversed.endless
    let groups = taken.keys.filter(circles.contains)
    return groups.first.map { ($0, groups.dropFirst().first ?? $0) }
  }

  private mutating func isDominated(_ id: ID<Node>, by root: ID<Node>) -> Bool {
    if let dominators { return dominators.isDominated(id, by: root) }
    let made = PostDominators(nodes.order, readers: nodes.readers, result: function.body)
    dominators = made
    return made.isDominated(id, by: root)
  }

}

extension [ID<Node>: Set<ID<Node>>] {

  /// What from which there is no end to going on.
  fileprivate var endless: Set<ID<Node>> {
    let readers = reversed
    var pending = mapValues { $0.count { self[$0] != nil } }
    var ready = pending.filter { $0.value == 0 }.map(\.key)
    while let id = ready.popLast() {
      pending[id] = nil
      for reader in readers[id] ?? [] {
        guard let count = pending[reader] else { continue }
        pending[reader] = count - 1
        if count == 1 { ready.append(reader) }
      }
    }
    return Set(pending.keys)
  }

  fileprivate var reversed: Self {
    var found: Self = mapValues { _ in [] }
    for (id, others) in self {
      for other in others where self[other] != nil { found[other, default: []].insert(id) }
    }
    return found
  }

}
