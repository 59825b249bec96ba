public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Marks on every edge which target computes a value and which one uses it.
///
/// - Before: composites have been merged; the types are known.
/// - After: every call that a target takes begins and ends on that target, every other one on
///   `default`.
/// - Source: Relay 0.0.5 `AnnotateTarget`.
public struct Annotate: Pass {

  public static let info = PassInfo(
    "annotate", "mark on every edge which target computes a value and which one uses it",
    options: [includesOthers])

  private static let includesOthers = PassOption(
    "include-non-call-ops", default: true,
    "whether tuples, projections and references get a target too")

  private let includesOthers: Bool

  public init(_ options: PassOptions) throws(Diagnostic) {
    includesOthers = options[Self.includesOthers]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    InferTypes.inferMissing(&program, as: Self.info.name)
    program.forgetDecisions(of: Self.info.name)
    program.targets = context.targets
    let plan = AnnotationPlan(program, in: context)
    let targets = plan.ordered(context.targets)
    var annotator = Annotator(targets, program.module, plan, includesOthers: includesOthers)
    program.rewrite(as: Self.info.name) { rewriter in annotator.run(&rewriter) }
    if context.explains || plan.givesToTargets {
      program.decide(decisions(annotator.taken, plan, in: program, for: targets))
    }
    program.decide(
      annotator.leftAliases.mapValues { alias in
        [
          Decision(
            pass: Self.info.name, target: alias.target, .refused,
            .alias(pattern: alias.name, of: alias.value))
        ]
      })
    InferTypes.inferMissing(&program, as: Self.info.name)
    try EditOutcome(annotator, of: plan, in: program).report(
      on: program.edits.map(\.edit), to: &context)
  }

  /// Why operators went to a target by themselves, and why those stay of which no other pass has said
  /// it.
  private func decisions(
    _ taken: IDTable<Node, String>, _ plan: AnnotationPlan, in program: Program,
    for targets: [TargetInterface]
  ) -> OrderedDictionary<ID<Node>, [Decision]> {
    let module = program.module
    var decisions: OrderedDictionary<ID<Node>, [Decision]> = [:]
    for function in module.openFunctions {
      for id in module.postorder(of: function) {
        guard let op = module[id].op, !op.has(.annotation) else { continue }
        if let target = taken[id] {
          decisions[id] = [
            Decision(
              pass: Self.info.name, target: target, .taken, .alone(op: op.name))
          ]
        } else {
          let known = program.decisions[id] ?? []
          let others = targets.filter { target in !known.contains { $0.target == target.name } }
          guard !others.isEmpty else { continue }
          decisions[id] = others.map { target in
            plan.decision(on: id, from: target.name, by: Self.info.name)
              ?? Decision(
                pass: Self.info.name, target: target.name, .refused, .noOperator(op: op.name))
          }
        }
      }
    }
    return decisions
  }

}
