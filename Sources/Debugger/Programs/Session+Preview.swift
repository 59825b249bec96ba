public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

/// What an edit of annotations would change, without changing anything.
extension Session {

  /// Compares what goes where now with what would after the edit that `text` spells; the numbers are
  /// those that `regions` and `coverage` give once it is done.
  ///
  /// Where nothing has been decided yet, what is left of the pipeline is applied up to `partition`;
  /// where a clock is chosen, to its end.
  /// - Errors: it spells no edit, or wants what can not be.
  public mutating func preview(_ text: String) throws(Diagnostic) -> PreviewAnswer {
    let edit = try AnnotationEdit(parsing: text)
    let trial = try editTrial()
    let planned = try catalog.plan(PassCall(editing: edit))
    var (context, other) = (try passContext(), try passContext())
    context.expectsRewrites = trial.expectsRewrites
    context.explains = false
    other.explains = false
    let edited = try applied(planned, to: trial.program, in: &context)
    let prepared = try applied(trial.preparing, to: edited, in: &context)
    var unedited = prepared
    unedited.edits = trial.program.edits
    let before: Program
    if let decided = trial.decided {
      before = decided
    } else {
      before = try applied(trial.deciding, to: unedited, in: &other)
    }
    let after = try applied(trial.deciding, to: prepared, in: &context)
    let known = Set(other.reports.elements)
    for report in context.reports.elements where !known.contains(report) { self.report(report) }
    let coverage =
      trial.decided == nil ? nil : history.map { $0.entries[$0.current].coverage } ?? nil
    let (old, new) = (try partition(of: before, coverage), try partition(of: after))
    return PreviewAnswer(
      edit: "\(edit)", before: .init(old), after: .init(new), moves: moves(from: before, to: after),
      clock: new.clock ?? old.clock)
  }

  /// What an edit is tried on.
  struct EditTrial {

    /// The program that the edit is said of, and whether its operators are yet to be rewritten.
    var program: Program
    var expectsRewrites: Bool

    /// The passes before it is decided what goes where, and those from there on.
    var preparing: [PlannedPass] = []
    var deciding: [PlannedPass] = []

    /// What the passes make without the edit, where that is known.
    var decided: Program?
  }

  mutating func editTrial() throws(Diagnostic) -> EditTrial {
    _ = try wholeCatalog()
    let history = try requireHistory()
    let way = history.path
    let decider = way.firstIndex { Self.deciders.contains(history.entries[$0].call?.name ?? "") }
    var trial = EditTrial(
      program: history.entries[way[(decider ?? way.count) - 1]].program,
      expectsRewrites: decider == nil && expectsRewrites)
    trial.deciding = way[(decider ?? way.count)...].compactMap { history.entries[$0].pass }
    // What was loaded from a file is of the program as it was.
    let loaded = trial.deciding.firstIndex { $0.call.name == LoadedRegions.info.name }
    if let loaded { trial.deciding.removeSubrange(loaded...) }
    let makesRegions = [Partition.info.name, PartitionGraph.info.name]
    let isParted = trial.deciding.contains { makesRegions.contains($0.call.name) }
    let isTimed = pace.clock.timing != nil
    let left = isParted && !isTimed ? [] : remainingPasses
    if left.isEmpty, loaded == nil { trial.decided = history.program }
    for pass in left {
      let planned = try pass.planned()
      if trial.deciding.isEmpty, !Self.deciders.contains(pass.info.name) {
        trial.preparing.append(planned)
      } else {
        trial.deciding.append(planned)
      }
      if makesRegions.contains(pass.info.name), !isTimed { break }
    }
    return trial
  }

  func applied(
    _ passes: [PlannedPass], to program: Program, in context: inout PassContext
  ) throws(Diagnostic) -> Program {
    var program = program
    for pass in passes { program = try program.applying(pass.pass, in: &context) }
    return program
  }

  /// What of `program` goes where, with cycles where a clock is chosen.
  /// - Parameter coverage: what of it is known already.
  private func partition(
    of program: Program, _ coverage: History.Entry.Coverage? = nil
  ) throws(Diagnostic) -> PartitionAnswer {
    var copy = self
    copy.project?.history = History(program, facts: history?.facts, coverage: coverage)
    return try copy.partition(countsCycles: pace.clock.timing != nil, finding: .copies)
  }

  /// The operators that are elsewhere in `after`, in the order of the program.
  private func moves(from before: Program, to after: Program) -> [PreviewAnswer.Move] {
    let (old, new) = (before.owners, after.owners)
    return old.ids.compactMap { id in
      guard let from = old[id], let to = new[id], from != to else { return nil }
      return PreviewAnswer.Move(title: after.module.title(of: id), from: from, to: to)
    }
  }

}

extension Program {
  /// For each operator the accelerator that it is on, or the host.
  fileprivate var owners: IDTable<Node, String> {
    var owners = IDTable<Node, String>(count: module.nodes.count)
    var walk = GraphWalk(module)
    for function in module.functions.values {
      let target = function.attributes.text("Compiler") ?? AnnotationEdit.host
      for id in walk.postorder(of: function) where module[id].form == .call { owners[id] = target }
    }
    return owners
  }
}
