public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Makes each group of operators that a pattern of a target takes as one a composite function.
///
/// Patterns are tried in the order of the targets and of their tables, each on the whole program.
/// - Before: any graph whose types are known.
/// - After: no composite lies in another; every operator has a decision.
/// - Source: Relay 0.0.5 `MergeComposite`.
public struct MergeComposite: Pass {

  public static let info = PassInfo(
    "merge-composite", "make what a pattern of a target takes as one a composite function")

  public init(_ options: PassOptions) throws(Diagnostic) {}

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    InferTypes.inferMissing(&program, as: Self.info.name)
    program.forgetDecisions(of: Self.info.name)
    program.targets = context.targets
    let plan = AnnotationPlan(program, in: context)
    let targets = plan.ordered(context.targets)
    let table = targets.indices.flatMap { place in targets[place].patterns.map { (place, $0) } }
    var reasons = CompositeReasons(program.module)
    let all = OpenNodes(program.module, of: program.module.openFunctions)
    // As they are until something is merged.
    var parts: [Int: OpenNodes] = [:]
    // What the user gives to a target is taken before others can have what it needs.
    for isWanted in plan.givesToTargets ? [true, false] : [false] {
      let limits = targets.map { GroupLimits(plan, for: $0.name, isWanted: isWanted) }
      for (index, (place, composite)) in table.enumerated() where limits[place].allowsAny {
        try context.checkForStop()
        let alternatives = composite.pattern.alternatives
        guard alternatives.contains(where: { $0.op.map(all.hasCalls) ?? true }) else { continue }
        for (part, function) in program.module.openFunctions.enumerated() {
          let nodes = parts[part] ?? OpenNodes(program.module, of: [function])
          parts[part] = nodes
          var finder = GroupFinder(
            composite, in: function, nodes, of: program.module, within: limits[place])
          finder.run()
          if context.explains { reasons.record(finder, index, for: targets[place].name) }
          guard finder.outcomes.contains(where: \.isTaken) else { continue }
          merge(finder.outcomes, as: composite.name, of: targets[place].name, in: &program)
          parts = [:]
        }
      }
    }
    if context.explains {
      for (index, (place, composite)) in table.enumerated() {
        reasons.recordLost(composite, index, for: targets[place].name, among: all)
      }
      reasons.finish(targets, among: all)
      var decisions = reasons.decisions
      plan.explain(&decisions, for: targets, by: Self.info.name)
      program.decide(decisions)
    }
    InferTypes.inferMissing(&program, as: Self.info.name)
  }

  private func merge(
    _ outcomes: [GroupFinder.Outcome], as name: String, of target: String,
    in program: inout Program
  ) {
    let targets = program.targets
    program.rewrite(as: Self.info.name) { rewriter in
      for outcome in outcomes {
        if case .taken(let group) = outcome {
          rewriter.merge(group, as: name, of: target, among: targets)
        }
      }
    }
  }

}
