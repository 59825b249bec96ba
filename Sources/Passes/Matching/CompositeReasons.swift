import GraphIR
import OrderedCollections
import Support

/// Collects why patterns took nodes or did not.
///
/// Every operator of the program has at least one reason for each target in the end: a composite
/// has taken it, a pattern fitted and could not have it, a pattern fitted in part, or no pattern
/// mentions it.
struct CompositeReasons {

  static let pass = MergeComposite.info.name

  /// The program as it was before anything was merged.
  let original: GraphModule

  /// The program as it was when the pattern was tried.
  private var module: GraphModule

  private(set) var decisions: OrderedDictionary<ID<Node>, [Decision]> = [:]

  /// For each operator that a composite has taken, the name and the place in the table.
  private(set) var owners: [ID<Node>: (name: String, index: Int)] = [:]

  /// How far patterns fitted from a node on; said of those that nothing takes.
  private var misses: [ID<Node>: [Decision]] = [:]

  /// What was said of the root of a place where a pattern did not apply, by pattern.
  private var said: [String: [ID<Node>: Decision]] = [:]

  private var signs = Signs()

  init(_ module: GraphModule) {
    original = module
    self.module = module
  }

  /// Says what became of the places where a pattern was tried.
  mutating func record(_ finder: GroupFinder, _ index: Int, for target: String) {
    module = finder.module
    for outcome in finder.outcomes { record(outcome, of: finder.composite, index, for: target) }
    module = original
  }

  private mutating func record(
    _ outcome: GroupFinder.Outcome, of composite: CompositePattern, _ index: Int,
    for target: String
  ) {
    let name = composite.name
    switch outcome {
    case .taken(let group):
      for id in ops(of: group) { owners[id] = (name, index) }
      let isWhole = ops(of: group).count == 1
      add(.composite(pattern: name, root: group.root, isWhole: isWhole), .taken, to: group, target)
    case .refused(let group, var failure):
      // One operator fits whatever stands around it: a pattern that has more of that was nearer.
      if ops(of: group).count == 1 { failure.matched = 1 }
      refuse(.condition(pattern: name, failure), to: group, name, target)
    case .incapable(let group, let refusal):
      refuse(
        .incapable(pattern: name, root: group.root, refusal), to: group, name, target)
    case .overlap(let group, let id, let owner):
      refuse(
        .overlap(pattern: name, root: group.root, at: id, group: owner), to: group, name, target)
    case .escape(let group, let id, let reader):
      refuse(
        .escape(pattern: name, root: group.root, at: id, reader: reader), to: group, name, target)
    case .split(let group, let edit):
      refuse(.pinned(edit: edit), to: group, name, target)
    case .mismatch(let root, let miss):
      let decision = mismatch(miss, from: root, of: composite, for: target)
      misses[root, default: []].append(decision)
      said[name, default: [:]][root] = decision
    }
  }

  /// Says of groups that fit, but that a pattern before this one has a part of, that they are lost.
  mutating func recordLost(
    _ composite: CompositePattern, _ index: Int, for target: String, among nodes: OpenNodes
  ) {
    let labels = composite.pattern.labels
    var matcher = Matcher(module)
    guard owners.values.contains(where: { $0.index < index }) else { return }
    for id in nodes.calls(of: composite.pattern.rootOps) where owners[id]?.index != index {
      guard let match = matcher.match(composite.pattern, at: id) else { continue }
      let group = Group(match, labels, at: id, number: 0, in: module)
      let check = ConditionCheck(module: module, bindings: match.bindings, root: id)
      guard let owned = group.members.first(where: { (owners[$0]?.index ?? index) < index }),
        let owner = owners[owned], check.failure(of: composite.conditions, &signs) == nil
      else { continue }
      refuse(
        .priority(pattern: composite.name, root: id, owner: owner.name, at: owned), to: group,
        composite.name, target)
    }
  }

  /// Gives reasons to every operator that nothing takes: how far each pattern fits from it down and
  /// around it, the nearest first.
  mutating func finish(_ targets: [TargetInterface], among nodes: OpenNodes) {
    var matcher = Matcher(module)
    for target in targets {
      var climbs: [String: [(CompositePattern, PatternClimb)]] = [:]
      for composite in target.patterns {
        let climb = PatternClimb(composite.pattern, in: module, nodes.readers)
        for op in climb.ops { climbs[op, default: []].append((composite, climb)) }
      }
      for id in nodes.order {
        guard let op = module[id].op, !op.has(.annotation),
          !(decisions[id]?.contains { $0.target == target.name && $0.verdict == .taken } ?? false)
        else { continue }
        finish(id, op.name, target, climbs[op.name] ?? [], &matcher)
      }
    }
  }

  private mutating func finish(
    _ id: ID<Node>, _ op: String, _ target: TargetInterface,
    _ climbs: [(CompositePattern, PatternClimb)], _ matcher: inout Matcher
  ) {
    var found = (misses[id] ?? []).filter { $0.target == target.name }
    for (composite, climb) in climbs {
      guard let end = climb.best(from: id, &matcher) else { continue }
      found.append(decision(on: end, at: id, of: composite, for: target.name))
    }
    let isDecided = decisions[id]?.contains { $0.target == target.name } ?? false
    guard !found.isEmpty || isDecided else {
      let isTakenAlone = target.operators.contains(op)
      add(
        Decision(
          pass: Self.pass, target: target.name, .refused,
          .noPattern(op: op, isTakenAlone: isTakenAlone)), to: id)
      return
    }
    for decision in found.bestFirst { add(decision, to: id) }
  }

  /// Why a pattern that has an operator does not take it, told by how far it fits around it.
  private mutating func decision(
    on end: PatternClimb.End, at id: ID<Node>, of composite: CompositePattern, for target: String
  ) -> Decision {
    if let bindings = end.bindings,
      var failure = ConditionCheck(module: module, bindings: bindings, root: id)
        .failure(of: composite.conditions, &signs)
    {
      failure.matched = end.fit
      return Decision(
        pass: Self.pass, target: target, .refused, .condition(pattern: composite.name, failure))
    }
    if end.needed.isEmpty, let decision = said[composite.name]?[end.last] { return decision }
    if let miss = end.miss { return mismatch(miss, from: id, of: composite, for: target) }
    return Decision(
      pass: Self.pass, target: target, .refused,
      .mismatch(
        Decision.Mismatch(
          pattern: composite.name, position: end.position, direction: .towardsResult,
          node: end.last, matched: end.height + end.matched, needed: end.needed,
          found: end.found)))
  }

  private func mismatch(
    _ miss: NearMiss, from root: ID<Node>, of composite: CompositePattern, for target: String
  ) -> Decision {
    Decision(
      pass: Self.pass, target: target, .refused,
      .mismatch(
        Decision.Mismatch(
          pattern: composite.name, position: miss.position, direction: .towardsInputs, node: root,
          matched: miss.matched, needed: [miss.needed], found: [miss.at])))
  }

  // MARK: Recording

  private func ops(of group: Group) -> [ID<Node>] {
    group.members.filter { module[$0].op != nil }
  }

  private mutating func refuse(
    _ reason: Decision.Reason, to group: Group, _ name: String, _ target: String
  ) {
    said[name, default: [:]][group.root] = add(reason, .refused, to: group, target)
  }

  @discardableResult
  private mutating func add(
    _ reason: Decision.Reason, _ verdict: Decision.Verdict, to group: Group, _ target: String
  ) -> Decision {
    let decision = Decision(pass: Self.pass, target: target, verdict, reason)
    for id in ops(of: group) { add(decision, to: id) }
    return decision
  }

  private mutating func add(_ decision: Decision, to id: ID<Node>) {
    if !(decisions[id]?.contains(decision) ?? false) { decisions[id, default: []].append(decision) }
  }

}
