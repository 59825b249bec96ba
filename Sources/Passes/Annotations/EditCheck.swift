import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Whether an edit makes sense for a program, before it is taken down.
struct EditCheck {

  private let edit: AnnotationEdit
  private let program: Program
  private let context: PassContext
  private let scope: EditScope

  /// What the edits say that there are already.
  private let plan: AnnotationPlan

  private var module: GraphModule { program.module }

  init(_ edit: AnnotationEdit, _ program: Program, _ context: PassContext) {
    self.edit = edit
    self.program = program
    self.context = context
    scope = EditScope(program.module)
    plan = AnnotationPlan(program, in: context)
  }

  /// The edit with what it selects.
  /// - Errors: it names what is not there, or wants what can not be.
  func placed(_ reports: inout PassContext) throws(Diagnostic) -> PlacedEdit {
    for target in edit.targets { try check(target) }
    var selected: [[ID<Node>]] = []
    for selector in edit.selectors { selected.append(try nodes(selector, &reports)) }
    switch edit {
    case .annotate(_, let target), .pin(_, let target):
      try checkIsFree(selected[0])
      if target != AnnotationEdit.host { try checkTakes(selected[0], target) }
    case .exclude: try checkIsFree(selected[0])
    case .split, .merge: try check(selected[0], selected[1])
    case .priority: break
    }
    return PlacedEdit(edit, selected: selected)
  }

  // MARK: Names

  private func check(_ name: String) throws(Diagnostic) {
    let names = context.targets.map(\.name)
    guard !names.contains(name) else { return }
    let near = nearest(to: name, in: names + [AnnotationEdit.host], most: 1).first
    throw .error(
      "`\(edit)`: no target `\(name)` is selected",
      hints: [
        near.map { "did you mean `\($0)`?" }
          ?? "there are \((names + [AnnotationEdit.host]).joined(separator: ", "))"
      ])
  }

  /// What `selector` selects; a warning says where that is nothing yet.
  /// - Errors: it names what is not there.
  private func nodes(
    _ selector: NodeSelector, _ reports: inout PassContext
  ) throws(Diagnostic) -> [ID<Node>] {
    let nodes = try scope.nodes(selector)
    guard nodes.isEmpty else { return nodes }
    guard let condition = selector.condition,
      let first = try scope.subjects(selector.subject).first
    else {
      if case .node(let reference) = selector.subject {
        throw .error(
          "`\(reference)` has become no operator that could go anywhere",
          hints: ["`why \(reference)` says what has become of it"])
      }
      reports.report(
        .warning(
          "`\(edit)` selects nothing now",
          hints: ["it holds for what passes make before `merge-composite`"]))
      return []
    }
    reports.report(
      .warning(
        "`\(edit)` selects nothing now",
        notes: [
          "of \(module.words(for: first)): \(condition.findings(of: first, in: module))"
        ]))
    return []
  }

  // MARK: Other edits

  /// - Errors: a pin of another edit holds all of `ids`, or they are annotated in the text.
  private func checkIsFree(_ ids: [ID<Node>]) throws(Diagnostic) {
    guard let first = ids.first else { return }
    if case .pin = edit {
    } else if let pin = plan.homes[first]?.edit, case .pin = pin,
      ids.allSatisfy({ plan.homes[$0]?.isPinned ?? false })
    {
      throw .error(
        "`\(edit)`: `\(pin)` holds it", hints: ["`annotations --delete N` takes the pin away"])
    }
    let annotated = ids.filter { id in
      module[id].operands.contains { module.annotation($0)?.side == .begin }
    }
    guard annotated.count == ids.count else { return }
    throw .error(
      "`\(edit)`: \(module.words(for: first)) is annotated already",
      hints: ["`undo` goes back before `annotate`"])
  }

  private func check(_ first: [ID<Node>], _ second: [ID<Node>]) throws(Diagnostic) {
    let pair = AnnotationPlan.Pair(edit, first, second)
    guard pair.first.isEmpty || pair.second.isEmpty,
      let both = first.first(where: second.contains)
    else {
      if !context.expectsRewrites { try tryMerges([first, second]) }
      return
    }
    throw .error(
      "`\(edit)`: both are \(module.words(for: both))", hints: ["name two operators"])
  }

  /// Does what the passes will do, if any regions are to become one.
  /// - Errors: the regions can not become one.
  private func tryMerges(_ selected: [[ID<Node>]]) throws(Diagnostic) {
    if case .split = edit, plan.merges.isEmpty { return }
    var trial = program
    trial.edits.append(PlacedEdit(edit, selected: selected))
    var context = context
    let isAnnotated = module.reachable.contains { module[$0].op?.has(.annotation) ?? false }
    var passes: [any Pass.Type] = isAnnotated ? [] : [MergeComposite.self, Annotate.self]
    passes.append(MergeRegions.self)
    for type in passes {
      try type.init(PassOptions(for: type.info)).run(on: &trial, in: &context)
    }
  }

  // MARK: What targets take

  /// - Errors: the target takes none of `ids`.
  private func checkTakes(_ ids: [ID<Node>], _ name: String) throws(Diagnostic) {
    guard let target = context.targets.first(where: { $0.name == name }) else { return }
    var poll = Poll()
    var reason: (id: ID<Node>, sentence: String)?
    var intake = TargetIntake(target, module, scope.ops)
    if case .op(let op) = edit.selectors.first?.subject, isNamed, ids.isEmpty,
      let sentence = intake.mention(of: op)
    {
      throw refusal("`\(op)`", by: name, because: sentence)
    }
    for id in ids {
      try poll.check()
      // What is yet to be rewritten may become what the target takes.
      if context.expectsRewrites, !isNamed { return }
      let found = context.expectsRewrites ? mention(of: id, intake) : intake.refusal(of: id)
      guard let found else { return }
      reason = reason ?? (id, found)
    }
    guard let reason else { return }
    throw refusal(module.words(for: reason.id), by: name, because: reason.sentence)
  }

  private func mention(of id: ID<Node>, _ intake: TargetIntake) -> String? {
    module[id].op.flatMap { intake.mention(of: $0.name) }
  }

  private func refusal(
    _ words: String, by target: String, because sentence: String
  ) -> Diagnostic {
    .error(
      "`\(edit)`: \(target) does not take \(words)", notes: [sentence],
      hints: ["`target show \(target)` lists what it takes"])
  }

  /// Whether the edit names operators, and not nodes that stand for several.
  private var isNamed: Bool {
    switch edit.selectors.first?.subject {
    case .op(let name): !(Op.named(name)?.has(.quantized) ?? true)
    case .pattern: true
    case .node, .names, nil: false
    }
  }

}
