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
    InferTypes.inferWherePossible(&program, as: Self.info.name)
    program.forgetDecisions(of: Self.info.name)
    program.targets = context.targets
    let table = context.targets.flatMap { target in target.patterns.map { (target.name, $0) } }
    var reasons = CompositeReasons(program.module)
    let order = program.module.openFunctions.flatMap { program.module.openNodes(of: $0) }
    let ops = Set(order.compactMap { program.module[$0].op?.name })
    for (index, (target, composite)) in table.enumerated() {
      try context.checkForStop()
      let alternatives = composite.pattern.alternatives
      guard alternatives.contains(where: { $0.op.map(ops.contains) ?? true }) else { continue }
      for function in program.module.openFunctions {
        var finder = GroupFinder(composite, in: function, of: program.module)
        finder.run()
        reasons.record(finder, index, for: target)
        merge(finder.outcomes, as: composite.name, of: target, in: &program)
      }
    }
    for (index, (target, composite)) in table.enumerated() {
      reasons.recordLost(composite, index, for: target, ops: order)
    }
    reasons.finish(context.targets, ops: order)
    program.decide(reasons.decisions)
    InferTypes.inferWherePossible(&program, as: Self.info.name)
  }

  private func merge(
    _ outcomes: [GroupFinder.Outcome], as name: String, of target: String,
    in program: inout Program
  ) {
    program.rewrite(as: Self.info.name) { rewriter in
      for outcome in outcomes {
        if case .taken(let group) = outcome { rewriter.merge(group, as: name, of: target) }
      }
    }
  }

}
