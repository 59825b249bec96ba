public import Diagnostics
import GraphIR
import OrderedCollections
public import Passes
import Simulation
import Support
import TargetKit

extension Session {

  /// Why each operator of the program is where it is.
  /// - Errors: nothing is loaded.
  public func rootCauses() throws(Diagnostic) -> RootCauses {
    RootCauses(try requireHistory().program)
  }

  /// Why the node `word` went where it is.
  /// - Errors: nothing is loaded, or nothing is named so.
  func whyNode(_ word: String, isWhole: Bool) throws(Diagnostic) -> WhyAnswer {
    let program = try requireHistory().program
    let ids = try space.nodes(named: word)
    let roots = roots(of: word, ids, in: program.module)
    var explanation = NodeExplanation(program, try rootCauses())
    explanation.explain(ids, roots, isWhole: isWhole)
    explanation.add(crossings(of: roots, in: program))
    explanation.add(program.scales(of: roots))
    guard !explanation.reasons.isEmpty else {
      return WhyAnswer([WhyReason(.noOperator, "`\(word)` has become no operator")])
    }
    return WhyAnswer(explanation.reasons)
  }

}

/// Says of nodes where they went and why: the cause first, then where they are, then what else was
/// decided.
struct NodeExplanation {

  private let program: Program
  let module: GraphModule
  private let causes: RootCauses
  private(set) var reasons: [WhyReason] = []

  init(_ program: Program, _ causes: RootCauses) {
    self.program = program
    self.causes = causes
    module = program.module
  }

  /// - Parameter ids: what was asked about.
  /// - Parameter roots: the same and what it was before.
  mutating func explain(_ ids: [ID<Node>], _ roots: Set<ID<Node>>, isWhole: Bool) {
    let homes = Homes(module)
    let live = ids.filter { homes[$0] != nil }
    for id in ids where homes[id] == nil && module[id].op != nil { addGone(id, homes) }
    let operators = OrderedSet(live.flatMap { self.operators(of: $0) })
    for id in operators { addCauses(of: id, among: operators, isWhole: isWhole) }
    for id in operators { add(placement(of: id, homes[id])) }
    for id in live { add(call(id)) }
    for (id, decisions) in program.decisions where roots.contains(id) || operators.contains(id) {
      add(decisions.filter { $0.isNoCause }.map { reason(for: $0, of: id) })
    }
  }

  /// Adds what nobody has said yet.
  mutating func add(_ new: [WhyReason]) {
    for reason in new where !reasons.contains(where: { $0.sentence == reason.sentence }) {
      reasons.append(reason)
    }
  }

  // MARK: Operators

  /// The operator that `id` is, or those of the composite that it calls or is.
  func operators(of id: ID<Node>) -> [ID<Node>] {
    let node = module[id]
    if case .apply = node.kind, let callee = node.operands.first {
      return composite(callee)
    }
    if node.function != nil { return composite(id) }
    return module.isOperator(id) ? [id] : []
  }

  private func composite(_ id: ID<Node>) -> [ID<Node>] {
    guard let function = module[id].function, function.attributes["Composite"] != nil else {
      return []
    }
    let inputs = Set(module.postorder(from: function.parameters))
    return module.postorder(from: [function.body]).filter {
      !inputs.contains($0) && module.isOperator($0)
    }
  }

  private func placement(of id: ID<Node>, _ home: String?) -> [WhyReason] {
    guard let home else { return [] }
    let node = Sentence(.node(Int(id.index))) + " \(module.kindName(of: id)): "
    let target: String?
    let place: Sentence
    switch causes.places[id] {
    case .region(_, let name):
      target = name
      place = Sentence("in ") + Sentence(.region(home)) + ", on " + Sentence(.target(name))
    case .left, .host, .planned:
      target = nil
      place = Sentence("on the host, in ") + Sentence(.region(home))
    }
    var reason = WhyReason(target == nil ? .onHost : .onTarget, node + place)
    reason.node = "\(id)"
    reason.target = target
    return [reason]
  }

  /// Where the region is computed that `id` calls, if it calls one.
  private func call(_ id: ID<Node>) -> [WhyReason] {
    guard case .apply = module[id].kind, let callee = module[id].operands.first,
      case .global(let name) = module[callee].kind,
      let target = module.functions[name]?.attributes.text("Compiler")
    else { return [] }
    let isLeft = program.leftInGraph.contains(name)
    let place: Sentence = isLeft ? "on the host" : "on " + Sentence(.target(target))
    let node = Sentence(.node(Int(id.index))) + " call of "
    var reason = WhyReason(
      isLeft ? .onHost : .onTarget, node + Sentence(.region(name)) + ": " + place)
    reason.node = "\(id)"
    reason.target = isLeft ? nil : target
    return [reason]
  }

  /// What was made from a node that is in no function any more.
  private mutating func addGone(_ id: ID<Node>, _ homes: Homes) {
    var descent = Descent(from: [id], in: module)
    let made = causes.places.operators.filter { descent.contains($0) }
    let node = Sentence(.node(Int(id.index))) + " \(module.kindName(of: id))"
    let list = made.prefix(3).map { module.title(of: $0) }.joined(separator: ", ")
    let more = made.count > 3 ? " and \(made.count - 3) more" : ""
    let rest = made.isEmpty ? "nothing was made from it" : "\(list)\(more) came from it"
    var reason = WhyReason(.gone, node + " is not in the program any more: \(rest)")
    reason.node = "\(id)"
    add([reason])
  }

  // MARK: Causes

  /// Why `id` is on the host; what another of `asked` says itself is left out.
  private mutating func addCauses(
    of id: ID<Node>, among asked: OrderedSet<ID<Node>>, isWhole: Bool
  ) {
    guard let root = causes[id] else {
      if isWhole { addLost(id) }
      return
    }
    let others = causes.targets.filter { $0.name != root.decision.target }
    for cause in [root] + others.map({ causes.cause(of: id, for: $0) }) {
      let isSaid = cause.site != id && asked.contains(cause.site)
      if !isSaid { add([reason(for: cause, isRoot: cause == root)]) }
      if isWhole { addMisses(of: id, besides: cause) }
    }
  }

  func reason(for cause: RootCause, isRoot: Bool) -> WhyReason {
    var reason = WhyReason(cause.decision, of: cause.node, in: module)
    reason.sentence = cause.decision.head + "\(cause.sentence(in: module))"
    reason.site = "\(cause.site)"
    reason.relation = cause.relation.rawValue
    reason.isRoot = isRoot
    return reason
  }

  /// All that was tried on `id` for the target of `cause`, the nearest first, and under each what
  /// stands behind it.
  private mutating func addMisses(of id: ID<Node>, besides cause: RootCause) {
    guard let target = causes.targets.first(where: { $0.name == cause.decision.target }) else {
      return
    }
    for miss in causes.misses(of: id, for: target.name) where miss != cause.decision {
      var reason = WhyReason(miss, of: id, in: module)
      reason.level = 1
      reasons.append(reason)
      let behind = causes.cause(behind: miss, of: id, for: target)
      guard behind.site != id else { continue }
      var root = self.reason(for: behind, isRoot: false)
      root.level = 2
      reasons.append(root)
    }
  }

  /// What else was tried on `id`, which an accelerator has.
  private mutating func addLost(_ id: ID<Node>) {
    for target in causes.targets {
      add(causes.misses(of: id, for: target.name).map { WhyReason($0, of: id, in: module) })
    }
  }

  /// A decision that is no cause, with the way that keeps two regions apart.
  private func reason(for decision: Decision, of id: ID<Node>) -> WhyReason {
    var reason = WhyReason(decision, of: id, in: module)
    if case .selfDependence(let clash) = decision.reason, let other = clash.value,
      case .selfDependence(let path, _) = MergeQuestion(program, causes).answer(id, other)
    {
      let words = path.map { module.title(of: $0) }.joined(separator: " → ")
      reason.details.append(Sentence("by way of " + words))
      reason.references.removeAll { $0.name == Decision.Reference.Name.path.rawValue }
      reason.references.append(WhyReference(path: path))
    }
    return reason
  }

}

extension Decision {

  /// What a sentence about this begins with.
  var head: Sentence {
    guard reason.code != .undecided else { return Sentence() }
    return Sentence(.pass(pass)) + ": " + Sentence(.target(target)) + " \(verdict.rawValue): "
  }

  /// Whether this is no reason to stay on the host.
  fileprivate var isNoCause: Bool { verdict == .taken || reason.code == .selfDependence }

}
