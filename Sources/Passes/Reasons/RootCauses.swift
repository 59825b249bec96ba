public import Diagnostics
public import GraphIR
import OrderedCollections
public import Support
import Tensors

/// Why each operator that stays on the host does: one cause for each, whatever was tried.
public struct RootCauses: Sendable {

  public let places: ProgramPlaces

  let program: Program
  public let targets: [TargetInterface]

  /// By index of the node, who reads it.
  private let readers: Adjacency

  /// For each node the nearest one among what it is made from that no rule brought to integers.
  private let floats: IDTable<Node, ID<Node>>

  /// - Parameter targets: those that causes are asked for; without them all that decisions were made
  ///   for.
  /// - Cost: O(nodes + decisions).
  public init(_ program: Program, for targets: [TargetInterface]? = nil) {
    self.program = program
    self.targets = targets ?? program.targets
    let reachable = program.module.reachable
    places = ProgramPlaces(program, reachable)
    readers = Adjacency(readersAmong: reachable, in: program.module)
    floats = program.nearestFloats(among: reachable)
  }

  /// The cause for `id`; nil where an accelerator computes it, and for what is no operator.
  ///
  /// Of several targets the one that came nearest says it.
  public subscript(id: ID<Node>) -> RootCause? {
    guard program.module.isOperator(id), places[id].target == nil else { return nil }
    let causes = targets.map { cause(of: id, for: $0) }
    return causes.min { $0.decision.explainsBetter(than: $1.decision) }
      ?? undecided(id, for: Annotation.host)
  }

  /// Why `target` does not compute `id`.
  public func cause(of id: ID<Node>, for target: TargetInterface) -> RootCause {
    cause(behind: decision(at: id, for: target), of: id, for: target)
  }

  /// What stands behind one of the decisions about `id`.
  public func cause(
    behind decision: Decision, of id: ID<Node>, for target: TargetInterface
  ) -> RootCause {
    var cause = RootCause(node: id, site: id, relation: .itself, decision: decision)
    var seen: Set<ID<Node>> = [id]
    while seen.count < Self.mostSteps, let next = site(of: cause, for: target),
      seen.insert(next.site).inserted
    {
      cause.site = next.site
      cause.relation = cause.relation.followed(by: next.relation)
      cause.decision = self.decision(at: next.site, for: target)
    }
    return cause
  }

  /// Where the description of the target says what a cause follows from: the condition or the
  /// instruction, or else the pattern, or all of them where none has the operator.
  public func place(of cause: RootCause) -> Place? {
    let target = targets.first { $0.name == cause.decision.target }
    switch cause.decision.reason {
    case .mismatch(let mismatch):
      return target?.patterns.first { $0.name == mismatch.pattern }?.place
    case .noPattern, .noOperator: return target?.place
    default: return cause.decision.reason.place
    }
  }

  /// All that was tried on `id` for `target` and did not take it, the nearest first.
  public func misses(of id: ID<Node>, for target: String) -> [Decision] {
    decisions(about: id).filter { $0.target == target && $0.verdict == .refused }.bestFirst
  }

  /// How far a cause is followed; patterns are shorter.
  private static let mostSteps = 64

  /// How many of those that read one value are looked at, so that many together cost no square.
  private static let mostReaders = 256

  // MARK: One node

  /// The best explanation among what was decided about `id`.
  private func decision(at id: ID<Node>, for target: TargetInterface) -> Decision {
    let all = decisions(about: id)
    if !target.types.data.isFloat, let float = all.last(where: { $0.reason.code.isFloat }) {
      return float
    }
    let own = all.filter { $0.target == target.name }
    if let copied = copied(id, own) { return copied }
    guard let best = own.filter({ $0.verdict == .refused }).best else {
      return undecided(id, for: target.name).decision
    }
    return scales(at: id, best) ?? best
  }

  /// What was decided about `id` and the composite that it is in, or else about what it was made
  /// from.
  private func decisions(about id: ID<Node>) -> [Decision] {
    let call = places.applications[id].flatMap { program.decisions[$0] } ?? []
    if let own = program.decisions[id] { return own + call }
    if !call.isEmpty { return call }
    var queue = program.module[id].origin.parents
    var seen = Set(queue)
    var next = 0
    while next < queue.count, next < Self.mostSteps {
      let parent = queue[next]
      next += 1
      guard program.module.nodes.contains(parent) else { continue }
      if let found = program.decisions[parent] { return found }
      for other in program.module[parent].origin.parents where seen.insert(other).inserted {
        queue.append(other)
      }
    }
    return []
  }

  private func undecided(_ id: ID<Node>, for target: String) -> RootCause {
    let op = program.module[id].op?.name ?? ""
    return RootCause(
      node: id, site: id, relation: .itself,
      decision: Decision(
        pass: Annotate.info.name, target: target, .refused, .undecided(op: op)))
  }

  /// A composite that has taken a node which is not in it has a copy of it.
  private func copied(_ id: ID<Node>, _ own: [Decision]) -> Decision? {
    guard places.applications[id] == nil,
      let taken = own.last(where: { $0.verdict == .taken && $0.reason.code == .composite }),
      case .composite(let pattern, _, _) = taken.reason
    else { return nil }
    return Decision(
      pass: taken.pass, target: taken.target, .refused,
      .computedTwice(pattern: pattern, reader: readers(of: id).first))
  }

  /// A change of scale that no pattern takes is one that is no shift.
  private func scales(at id: ID<Node>, _ best: Decision) -> Decision? {
    guard case .noPattern(let op, _) = best.reason, program.module[id].op == Requantize.op,
      let change = program.module.scaleChange(at: id)
    else { return nil }
    return Decision(
      pass: best.pass, target: best.target, .refused, .scales(op: op, cause: change))
  }

  // MARK: From node to node

  /// Where the cause of `cause` stands in turn; nil where it is at its end.
  private func site(
    of cause: RootCause, for target: TargetInterface
  ) -> (site: ID<Node>, relation: RootCause.Relation)? {
    let id = cause.site
    if cause.decision.reason.isForFloats, !target.types.data.isFloat, let float = floats[id],
      float != id
    {
      return (float, .operand)
    }
    switch cause.decision.reason {
    case .mismatch(let mismatch):
      if mismatch.found.count == 1, let other = mismatch.found.first, isUntakable(other, target) {
        return (other, mismatch.direction == .towardsInputs ? .operand : .consumer)
      }
      if let other = untakableNeighbour(of: id, target) { return other }
      return mismatch.node == id ? nil : (mismatch.node, .consumer)
    case .condition(_, let failure):
      guard let node = failure.node.flatMap({ member($0, with: cause.decision, near: id) }),
        node != id
      else { return nil }
      return (node, relation(of: id, to: node))
    case .escape(_, _, let at, _), .overlap(_, _, let at, _), .priority(_, _, _, let at):
      return at == id ? nil : (at, relation(of: id, to: at))
    default: return nil
    }
  }

  /// Whether nothing takes `id`, whatever stands around it.
  private func isUntakable(_ id: ID<Node>, _ target: TargetInterface) -> Bool {
    guard program.module.isOperator(id) else { return false }
    switch decision(at: id, for: target).reason.code {
    case .noPattern, .noOperator, .scales: return true
    default: return false
    }
  }

  /// What `id` reads or what reads it, where nothing takes that and both stand for one node of the
  /// model.
  private func untakableNeighbour(
    of id: ID<Node>, _ target: TargetInterface
  ) -> (site: ID<Node>, relation: RootCause.Relation)? {
    let module = program.module
    let sources = module[id].origin.sources
    func isSought(_ other: ID<Node>) -> Bool {
      !sources.isEmpty && module[other].origin.sources == sources && isUntakable(other, target)
    }
    if let operand = operands(of: id).first(where: isSought) { return (operand, .operand) }
    if let reader = consumers(of: id).first(where: isSought) { return (reader, .consumer) }
    return nil
  }

  /// The operator of a refused group that a condition is about: `id`, or what reads it.
  /// - Parameter known: an operator of the group; where it reads `id` itself, nothing nearer does.
  private func member(
    _ id: ID<Node>, with decision: Decision, near known: ID<Node>
  ) -> ID<Node>? {
    func isMember(_ other: ID<Node>) -> Bool {
      program.decisions[other]?.contains(decision) ?? false
    }
    if isMember(id) { return id }
    if operands(of: known).contains(id) { return known }
    return consumers(of: id).first(where: isMember)
  }

  /// How `other` stands to `id`, as far as the pieces of a pattern lie apart.
  private func relation(of id: ID<Node>, to other: ID<Node>) -> RootCause.Relation {
    if isReached(other, from: id, by: consumers) { return .consumer }
    if isReached(other, from: id, by: operands) { return .operand }
    return .neighbour
  }

  /// Who reads `id`, through marks; of very many the first.
  private func consumers(of id: ID<Node>) -> [ID<Node>] {
    var found: [ID<Node>] = []
    for reader in readers(of: id) where found.count < Self.mostReaders {
      found += program.module.annotation(reader) == nil ? [reader] : consumers(of: reader)
    }
    return found
  }

  private func readers(of id: ID<Node>) -> some Collection<ID<Node>> {
    readers[Int(id.index)].lazy.map { ID(Int($0)) }
  }

  private func operands(of id: ID<Node>) -> [ID<Node>] {
    program.module[id].operands.map { program.module.unmarked($0) }
  }

  private func isReached(
    _ goal: ID<Node>, from start: ID<Node>, by next: (ID<Node>) -> [ID<Node>]
  ) -> Bool {
    var queue = [start]
    var seen = Set(queue)
    var index = 0
    while index < queue.count, index < Self.mostSteps {
      for other in next(queue[index]) where seen.insert(other).inserted {
        if other == goal { return true }
        queue.append(other)
      }
      index += 1
    }
    return false
  }

}

extension [Decision] {
  /// The one that explains best; of several the first.
  fileprivate var best: Decision? { self.min { $0.explainsBetter(than: $1) } }
}

extension Decision.Code {
  /// Whether this says that a node is computed in floats.
  fileprivate var isFloat: Bool {
    switch self {
    case .noRule, .skipped, .inFloats, .noIntegers, .scales: true
    default: false
    }
  }
}

extension Decision.Reason {
  /// Whether a target of integers gives this reason for what is computed in floats.
  fileprivate var isForFloats: Bool {
    switch self {
    case .condition(_, let failure):
      if case .element(let types) = failure.condition.test {
        types.allSatisfy { !$0.isFloat }
      } else {
        false
      }
    case .mismatch: true
    default: false
    }
  }
}

extension Program {

  /// For each node of floats the nearest one among what it is made from, or itself, that a pass was
  /// to bring to integers and did not.
  fileprivate func nearestFloats(among reachable: [ID<Node>]) -> IDTable<Node, ID<Node>> {
    var nearest = IDTable<Node, ID<Node>>(count: module.nodes.count)
    let isAny = decisions.values.contains { own in
      own.indices.contains { own[$0].reason.code.isFloat }
    }
    guard isAny else { return nearest }
    for id in reachable where module[id].type?.tensor?.element.isFloat ?? false {
      if decisions[id]?.contains(where: { $0.reason.code.isFloat }) ?? false {
        nearest[id] = id
      } else {
        nearest[id] = module[id].operands.lazy.compactMap { nearest[$0] }.first
      }
    }
    return nearest
  }

}

extension GraphModule {

  /// The change of scale of a `qnn.requantize` in words; nil where a constant of it is not known.
  fileprivate func scaleChange(at id: ID<Node>) -> String? {
    let operands = self[id].operands
    guard operands.count == 5, let from = self[operands[1]].constant?.doubles,
      let to = self[operands[3]].constant?.doubles.first, let first = from.first
    else { return nil }
    let start = from.count == 1 ? "\(first)" : "\(first) and others by channel"
    return "the change of scale from \(start) to \(to) is no shift"
  }

}
