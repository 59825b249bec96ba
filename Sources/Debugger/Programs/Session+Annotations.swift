public import Diagnostics
import GraphIR
import Passes
import Support
import TargetKit

/// What the user wants of where operators go.
extension Session {

  /// Takes down the edit that `text` spells; see `AnnotationEdit`.
  /// - Errors: it spells none, or wants what can not be.
  @discardableResult
  public mutating func edit(_ text: String) throws(Diagnostic) -> EditAnswer {
    try edit(AnnotationEdit(parsing: text))
  }

  /// Takes down `edit`: as the next pass, or, where it is already decided what goes where, before
  /// that, and all passes after it are applied again. One `undo` takes it back.
  /// - Errors: it wants what can not be; the program is then what it was.
  @discardableResult
  mutating func edit(_ edit: AnnotationEdit) throws(Diagnostic) -> EditAnswer {
    let history = try requireHistory()
    let catalog = try wholeCatalog()
    let planned = try catalog.plan(PassCall(editing: edit))
    var calls = history.path.compactMap { history.entries[$0].pass }
    guard let place = calls.firstIndex(where: { Self.deciders.contains($0.call.name) }) else {
      for pass in planned { try apply(pass) }
      return answer(edit, [])
    }
    let later = calls[place...].map { "\(shown($0.call))" }
    calls.insert(contentsOf: planned, at: place)
    try change(calls, by: PassCall(editing: edit))
    return answer(edit, later)
  }

  /// The edits that there are, those of descriptions first.
  public mutating func annotationViews() throws(Diagnostic) -> [AnnotationView] {
    let history = try requireHistory()
    var views: [AnnotationView] = []
    for target in try targets.current() {
      let interface = target.description.interface
      for edit in interface.annotations {
        views.append(view(PlacedEdit(edit), number: nil, from: interface.name, of: history.program))
      }
    }
    for (index, place) in editPlaces(in: history).enumerated() {
      guard let edit = history.program.edits[safe: index] else { break }
      views.append(view(edit, number: index + 1, from: "P\(place)", of: history.program))
    }
    return views
  }

  /// Takes edits away, by their numbers, or all; what was decided is decided again.
  /// - Errors: there is no such edit.
  public mutating func removeAnnotations(_ numbers: [Int]?) throws(Diagnostic) -> [String] {
    _ = try wholeCatalog()
    let history = try requireHistory()
    let places = editPlaces(in: history)
    let chosen = numbers ?? Array(1 ..< places.count + 1)
    for number in chosen where !(1 ... max(1, places.count)).contains(number) || places.isEmpty {
      throw .error(
        "there is no edit \(number)",
        hints: [places.isEmpty ? "there are none" : "there are 1 to \(places.count)"])
    }
    let gone = chosen.map { places[$0 - 1] - 1 }
    let calls = history.path.compactMap { history.entries[$0].pass }
    guard let first = gone.min() else { return [] }
    let removed = chosen.sorted().map { "\(history.program.edits[$0 - 1].edit)" }
    try change(
      calls.indices.filter { !gone.contains($0) }.map { calls[$0] }, by: calls[first].call)
    return removed
  }

  /// Whether passes that rewrite operators are still to come before patterns are tried.
  var expectsRewrites: Bool {
    let names = remainingPasses.map(\.info.name)
    guard let end = names.firstIndex(of: MergeComposite.info.name) else { return false }
    return names[..<end].contains { $0 != InferTypes.info.name }
  }

  // MARK: Parts

  /// The passes that decide what goes where.
  static let deciders: Set<String> = [
    MergeComposite.info.name, Annotate.info.name, MergeRegions.info.name, Partition.info.name,
    PartitionGraph.info.name,
  ]

  /// Makes the program what `calls` make of the model, as one step for `undo`.
  private mutating func change(
    _ calls: [PlannedPass], by call: PassCall
  ) throws(Diagnostic) {
    let before = try requireHistory().current
    try become(calls)
    project?.history.jumped(from: before, by: call)
  }

  /// After how many passes each edit was taken down.
  private func editPlaces(in history: History) -> [Int] {
    history.path.map { history.entries[$0] }.filter { entry in
      entry.call?.name == EditAnnotations.info.name
        && entry.program.edits.count
          > (entry.parent.map { history.entries[$0].program.edits.count } ?? 0)
    }.map(\.depth)
  }

  private func view(
    _ placed: PlacedEdit, number: Int?, from origin: String, of program: Program
  ) -> AnnotationView {
    AnnotationView(
      number: number, edit: "\(placed.edit)", origin: origin,
      operators: program.selection(by: placed).nodes.count)
  }

  private func answer(_ edit: AnnotationEdit, _ later: [String]) -> EditAnswer {
    let program = program ?? Program(GraphModule())
    let nodes = program.edits.last.map { program.selection(by: $0).nodes } ?? []
    return EditAnswer(
      number: program.edits.count, edit: "\(edit)",
      operators: nodes.map { program.module.title(of: $0) },
      sources: nodes.map { program.module.sourceText(of: $0) }, applied: later)
  }

}

extension PassCall {
  /// The pass that takes down `edit`.
  init(editing edit: AnnotationEdit) {
    self.init(EditAnnotations.info.name, options: ["edit": "\(edit)"])
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
