public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Makes each group of operators that a pattern of a target takes as one a composite function.
///
/// Patterns are tried in the order of the targets and of their tables, each on the whole program.
/// - Before: any graph whose types are known.
/// - After: no composite lies in another; every operator has a decision.
/// - Errors: with the rules of Relax, groups that need each other.
/// - Source: Relay 0.0.5 `MergeComposite`; Relax `FuseOpsByPattern`.
public struct MergeComposite: Pass {

  public static let info = PassInfo(
    "merge-composite", "make what a pattern of a target takes as one a composite function",
    options: [PartitionSemantics.option])

  private let semantics: PartitionSemantics

  public init(_ options: PassOptions) throws(Diagnostic) {
    semantics = options[PartitionSemantics.option]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    InferTypes.inferMissing(&program, as: Self.info.name)
    program.forgetDecisions(of: Self.info.name)
    program.targets = context.targets
    let plan = AnnotationPlan(program, in: context)
    let targets = plan.ordered(context.targets)
    let table = PatternTable(targets)
    let before = semantics == .relay || !context.explains ? nil : program
    let all = OpenNodes(program.module, of: program.module.openFunctions)
    var merger = CompositeMerger(
      table, plan, by: semantics, on: program.module, isCompared: before != nil)
    try merger.run(on: &program, among: all, in: context)
    if context.explains {
      for (index, (place, composite)) in table.entries.enumerated() {
        merger.reasons.recordLost(composite, index, for: targets[place].name, among: all)
      }
      merger.reasons.finish(targets, among: all)
      var decisions = merger.reasons.decisions
      plan.explain(&decisions, for: targets, by: Self.info.name)
      program.decide(decisions)
    }
    InferTypes.inferMissing(&program, as: Self.info.name)
    guard let before else { return }
    var other = CompositeMerger(table, plan, by: .relay, on: before.module, isCompared: true)
    var (copy, silent) = (before, context)
    silent.explains = false
    try other.run(on: &copy, among: all, in: silent)
    let difference = CompositeDifference(merger.taken, other.taken)
    context.report(.note(difference.words(for: semantics, since: .relay, in: before.module)))
  }

}
