import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Tries the patterns of a table one after the other, and makes composites of the groups of each
/// before the next one is tried.
struct CompositeMerger {

  /// A group that became a composite.
  struct Taken: Hashable {
    let pattern: String
    let root: ID<Node>
    let members: OrderedSet<ID<Node>>

    /// What it gives besides its root.
    let besides: [ID<Node>]
  }

  private let table: PatternTable
  private let plan: AnnotationPlan
  private let semantics: PartitionSemantics

  /// Why patterns took nodes or did not.
  var reasons: CompositeReasons

  /// Whether the groups are to be kept.
  private let isCompared: Bool

  /// In the order in which they were found, where they are to be kept.
  private(set) var taken: OrderedSet<Taken> = []

  init(
    _ table: PatternTable, _ plan: AnnotationPlan, by semantics: PartitionSemantics,
    on module: GraphModule, isCompared: Bool
  ) {
    self.table = table
    self.plan = plan
    self.semantics = semantics
    self.isCompared = isCompared
    reasons = CompositeReasons(module)
  }

  /// Makes all composites of `program`, whose nodes are `all`.
  /// - Errors: groups need each other; the user asked to stop.
  mutating func run(
    on program: inout Program, among all: OpenNodes, in context: PassContext
  ) throws(Diagnostic) {
    let targets = table.targets
    // As they are until something is merged.
    var parts: [Int: OpenNodes] = [:]
    // What the user gives to a target is taken before others can have what it needs.
    for isWanted in plan.givesToTargets ? [true, false] : [false] {
      let limits = targets.map { GroupLimits(plan, for: $0.name, isWanted: isWanted) }
      for (index, (place, composite)) in table.entries.enumerated() where limits[place].allowsAny {
        try context.checkForStop()
        let alternatives = composite.pattern.alternatives
        guard alternatives.contains(where: { $0.op.map(all.hasCalls) ?? true }) else { continue }
        for (part, function) in program.module.openFunctions.enumerated() {
          let nodes = parts[part] ?? OpenNodes(program.module, of: [function])
          parts[part] = nodes
          var finder = GroupFinder(
            composite, in: function, nodes, of: program.module, within: limits[place],
            by: semantics, check: targets[place].check)
          finder.run()
          try context.checkForStop()
          if context.explains { reasons.record(finder, index, for: targets[place].name) }
          guard finder.outcomes.contains(where: \.isTaken) else { continue }
          try check(finder)
          merge(finder, of: targets[place].name, in: &program)
          parts = [:]
        }
      }
    }
  }

  private mutating func merge(
    _ finder: GroupFinder, of target: String, in program: inout Program
  ) {
    let targets = program.targets
    let name = finder.composite.name
    program.rewrite(as: MergeComposite.info.name) { rewriter in
      for outcome in finder.outcomes {
        guard case .taken(let group) = outcome else { continue }
        rewriter.merge(group, as: name, of: target, among: targets)
        guard isCompared else { continue }
        let members = group.members.filter { finder.module[$0].op != nil }
        taken.append(
          Taken(
            pattern: name, root: group.root, members: members,
            besides: group.outputs.filter { $0 != group.root }))
      }
    }
  }

  private func check(_ finder: GroupFinder) throws(Diagnostic) {
    guard let (first, second) = finder.circle else { return }
    let module = finder.module
    let way = first == second ? "and what lies outside of it" : "and \(module.words(for: second))"
    throw module.locating(
      .error(
        "groups of `\(finder.composite.name)` need each other: that of "
          + "\(module.words(for: first)) \(way)",
        hints: [
          "`semantics=relay` refuses such groups one by one",
          "`exclude NODE` keeps a node out of them",
        ]), at: first)
  }

}
