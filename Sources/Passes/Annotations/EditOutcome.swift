import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// What has come of the edits that give operators to accelerators, once everything is annotated.
struct EditOutcome {

  private let plan: AnnotationPlan
  private let program: Program

  /// On which accelerator each operator is, those in composites too.
  private var places: [ID<Node>: String] = [:]

  init(_ annotator: Annotator, of plan: AnnotationPlan, in program: Program) {
    self.plan = plan
    self.program = program
    guard plan.givesToTargets else { return }
    let module = program.module
    var walk = GraphWalk(module)
    for id in annotator.places.ids {
      guard let place = annotator.places[id] else { continue }
      places[id] = place
      guard let callee = module[id].operands.first, let function = module[callee].function,
        module[id].op == nil
      else { continue }
      for member in walk.postorder(from: [function.body]) { places[member] = place }
    }
  }

  /// Warns of edits that give operators to an accelerator, none of which is there.
  /// - Errors: such an edit is a pin.
  func report(
    on edits: [AnnotationEdit], to context: inout PassContext
  ) throws(Diagnostic) {
    guard plan.givesToTargets else { return }
    for edit in edits {
      let meant = plan.homes.filter { $0.value.edit == edit }.map(\.key)
      guard let target = edit.targets.first, let first = meant.first,
        !meant.contains(where: { places[$0] == target })
      else { continue }
      switch edit {
      case .pin: throw refusal(edit, first, target, .error)
      case .annotate: context.report(refusal(edit, first, target, .warning))
      case .exclude, .split, .merge, .priority: continue
      }
    }
  }

  private func refusal(
    _ edit: AnnotationEdit, _ id: ID<Node>, _ target: String, _ level: Diagnostic.Level
  ) -> Diagnostic {
    let reasons = program.decisions[id]?.filter { $0.target == target && $0.verdict == .refused }
    return Diagnostic(
      level, "`\(edit)`: \(target) does not take \(program.module.words(for: id))",
      notes: reasons?.first.map { [$0.sentence(in: program.module)] } ?? [],
      hints: ["`why \(id)` says more; `annotations --delete N` takes the edit away"])
  }

}
