import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// What edits mean for the operators that a program has now.
///
/// Of two edits that speak of one operator the later one holds, and a pin holds whatever follows.
/// What an edit names and is not there any more, it says nothing of.
struct AnnotationPlan {

  /// Where an operator is to go, and which edit says so; the host is `Annotation.host`.
  struct Home {
    let target: String
    let edit: AnnotationEdit

    var isPinned: Bool { if case .pin = edit { true } else { false } }
  }

  /// An edit on two nodes, with what each of them has become.
  struct Pair {
    let edit: AnnotationEdit
    let first: Set<ID<Node>>
    let second: Set<ID<Node>>

    /// What has become of both is of neither.
    init(_ edit: AnnotationEdit, _ first: [ID<Node>], _ second: [ID<Node>]) {
      self.edit = edit
      self.first = Set(first).subtracting(second)
      self.second = Set(second).subtracting(first)
    }

    /// Whether `members` have some of both.
    func isCovered(by members: some Collection<ID<Node>>) -> Bool {
      members.contains { first.contains($0) } && members.contains { second.contains($0) }
    }
  }

  private(set) var homes: OrderedDictionary<ID<Node>, Home> = [:]

  /// For each operator which edits keep it from which target; from all where none is named.
  private var exclusions: [ID<Node>: [(target: String?, edit: AnnotationEdit)]] = [:]

  private(set) var splits: [Pair] = []
  private(set) var merges: [Pair] = []

  /// The targets that are asked first.
  private(set) var order: [String] = []

  /// The edits of the descriptions of `context` and, after them, those of `program`.
  init(_ program: Program, in context: PassContext) {
    self.init(
      context.targets.flatMap(\.annotations).map { PlacedEdit($0) } + program.edits,
      in: program.module)
  }

  /// - Cost: O(nodes · edits); nothing where there are no edits.
  init(_ edits: [PlacedEdit], in module: GraphModule) {
    guard !edits.isEmpty else { return }
    let scope = EditScope(module)
    for edit in edits { add(edit, scope) }
  }

  private mutating func add(_ placed: PlacedEdit, _ scope: EditScope) {
    let (edit, selected) = (placed.edit, scope.nodes(placed))
    switch edit {
    case .annotate(_, let target), .pin(_, let target):
      for id in selected[0] where !isPinned(id) || Home(target: "", edit: edit).isPinned {
        homes[id] = Home(
          target: target == AnnotationEdit.host ? Annotation.host : target, edit: edit)
        exclusions[id]?.removeAll { $0.target == nil || $0.target == target }
      }
    case .exclude(_, let target):
      for id in selected[0] where !isPinned(id) {
        if let home = homes[id], target == nil || home.target == target { homes[id] = nil }
        exclusions[id, default: []].append((target, edit))
      }
    case .split: splits.append(Pair(edit, selected[0], selected[1]))
    case .merge: merges.append(Pair(edit, selected[0], selected[1]))
    case .priority(let targets):
      order = targets.isEmpty ? [] : targets + order.filter { !targets.contains($0) }
    }
  }

  private func isPinned(_ id: ID<Node>) -> Bool { homes[id]?.isPinned ?? false }

  // MARK: Asking

  /// The edit that keeps `id` from `target`, if one does.
  func keeper(of id: ID<Node>, from target: String) -> AnnotationEdit? {
    if let home = homes[id], home.target != target { return home.edit }
    return exclusions[id]?.last { $0.target == nil || $0.target == target }?.edit
  }

  /// Whether edits keep an operator of `function` from `target`, or two of them apart.
  func keepsAny(of function: Function, _ walk: inout GraphWalk, from target: String) -> Bool {
    guard !homes.isEmpty || !exclusions.isEmpty || !splits.isEmpty else { return false }
    let members = walk.postorder(from: [function.body])
    return members.contains { keeper(of: $0, from: target) != nil }
      || splits.contains { $0.isCovered(by: members) }
  }

  /// The operators that edits keep from `target`.
  func barred(from target: String) -> Set<ID<Node>> {
    var barred = Set(homes.filter { $0.value.target != target }.keys)
    for (id, _) in exclusions where keeper(of: id, from: target) != nil { barred.insert(id) }
    return barred
  }

  /// The operators that edits give to `target`.
  func wanted(by target: String) -> Set<ID<Node>> {
    Set(homes.filter { $0.value.target == target }.keys)
  }

  /// Whether edits give anything to an accelerator.
  var givesToTargets: Bool { homes.values.contains { $0.target != Annotation.host } }

  /// `targets` as they are to be asked.
  func ordered(_ targets: [TargetInterface]) -> [TargetInterface] {
    let first = order.compactMap { name in targets.first { $0.name == name } }
    return first + targets.filter { !order.contains($0.name) }
  }

  // MARK: Explaining

  /// Why `id` is kept from `target`; nil where it is not.
  func decision(on id: ID<Node>, from target: String, by pass: String) -> Decision? {
    keeper(of: id, from: target).map { edit in
      let isExclusion = if case .exclude = edit { true } else { false }
      return Decision(
        pass: pass, target: target, .refused,
        isExclusion ? .excluded(edit: "\(edit)") : .pinned(edit: "\(edit)"))
    }
  }

  /// Says of what is kept from a target that it is, and nothing else.
  func explain(
    _ decisions: inout OrderedDictionary<ID<Node>, [Decision]>, for targets: [TargetInterface],
    by pass: String
  ) {
    for id in Set(homes.keys).union(exclusions.keys).sorted() {
      for target in targets {
        guard let decision = decision(on: id, from: target.name, by: pass) else { continue }
        let others = (decisions[id] ?? []).filter { $0.target != target.name }
        decisions[id] = others + [decision]
      }
    }
  }

}
