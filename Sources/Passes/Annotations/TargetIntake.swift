import GraphIR
import OrderedCollections
import Support

/// Why a target does not take an operator of a program as it stands, found without a look at the
/// rest of it.
struct TargetIntake {

  private let target: TargetInterface
  private let module: GraphModule
  private let readers: [[ID<Node>]]
  private var matcher: Matcher
  private var signs = Signs()

  /// - Parameter ops: the operators of the program, dependencies first.
  init(_ target: TargetInterface, _ module: GraphModule, _ ops: [ID<Node>]) {
    self.target = target
    self.module = module
    let roots = module.openFunctions.flatMap { $0.parameters + [$0.body] }
    readers = module.readers(among: module.postorder(from: roots))
    matcher = Matcher(module)
  }

  /// That nothing of the target is about the operator `op`; nil where something is.
  func mention(of op: String) -> String? {
    if target.operators.contains(op) || target.patterns.contains(where: { $0.pattern.mentions(op) })
    {
      return nil
    }
    return "no pattern of \(target.name) has `\(op)`, and it is none of its operators"
  }

  /// Why nothing of the target takes `id`; nil where something does, if nothing else has a part of
  /// it.
  mutating func refusal(of id: ID<Node>) -> String? {
    guard let op = module[id].op?.name, !target.operators.contains(op) else { return nil }
    if let sentence = mention(of: op) { return sentence }
    var refusal: String?
    var miss: (matched: Int, sentence: String)?
    for composite in target.patterns where composite.pattern.mentions(op) {
      let labels = composite.pattern.labels
      let roots = Set(composite.pattern.alternatives.compactMap(\.op))
      for root in readers(of: id, within: labels.count)
      where module[root].op.map({ roots.contains($0.name) }) ?? roots.isEmpty {
        guard let match = matcher.match(composite.pattern, at: root) else {
          if let near = matcher.nearMiss, near.matched > miss?.matched ?? -1 {
            miss = (
              near.matched,
              "`\(composite.name)` wants \(near.needed) and finds \(module.words(for: near.at))"
            )
          }
          continue
        }
        let group = Group(match, labels, at: root, number: 0, in: module)
        guard group.members.contains(id) else { continue }
        let check = ConditionCheck(module: module, bindings: match.bindings, root: root)
        guard let failure = check.failure(of: composite.conditions, &signs) else { return nil }
        refusal = refusal ?? "`\(composite.name)`: \(failure.sentence)"
      }
    }
    return refusal ?? miss?.sentence ?? "no pattern of \(target.name) fits around it"
  }

  /// `id` and what is made from it in at most so many steps; a pattern is no longer than it has
  /// names.
  private func readers(of id: ID<Node>, within steps: Int) -> OrderedSet<ID<Node>> {
    var found: OrderedSet<ID<Node>> = [id]
    var front = [id]
    for _ in 0 ..< steps where found.count < Self.mostReaders {
      var next: [ID<Node>] = []
      for id in front {
        for reader in readers[Int(id.index)] where found.append(reader).inserted {
          next.append(reader)
        }
      }
      front = next
    }
    return found
  }

  /// Where more than these read a value, the rest are not looked at.
  private static let mostReaders = 4096

}
