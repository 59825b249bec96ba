public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

/// Which operators are on another accelerator.
extension Session {

  /// The operators that are on another accelerator after `after` passes than after `before`; after
  /// the last pass where neither is given.
  /// - Errors: nothing is loaded, or not so many passes have been applied.
  public mutating func ownerDifference(
    from before: Int?, to after: Int?
  ) throws(Diagnostic) -> OwnerDifferenceAnswer {
    let history = try requireHistory()
    let last = after ?? history.entries[history.current].depth
    let first = before ?? max(0, last - 1)
    let targets = try targets.current().map(\.description.interface)
    let (old, new) = (try program(at: first), try program(at: last))
    return answer(
      ("P\(first)", Owners(old, targets)), ("P\(last)", Owners(new, targets)), in: new.module)
  }

  /// The operators that go to another accelerator where programs are made for `others` in place of
  /// `words`, or of those in use: what is loaded is parted for both, from before it was for any.
  /// - Parameters:
  ///   - words: names of accelerators or description files, in order of priority.
  ///   - others: the same.
  /// - Errors: as of `selectTargets` and of the passes that part a program.
  public func ownerDifference(
    of words: [String], with others: [String]
  ) throws(Diagnostic) -> OwnerDifferenceAnswer {
    let base = try unpartedProgram()
    let (first, second) = (try selected(words), try selected(others))
    let (old, new) = (try parted(base, for: first), try parted(base, for: second))
    return answer(
      (Self.words(first), Owners(old, first)), (Self.words(second), Owners(new, second)),
      in: base.module)
  }

  private static func words(_ targets: [TargetInterface]) -> String {
    targets.map(\.name).joined(separator: ", ")
  }

  /// What the accelerators of these names take; of those in use without any.
  private func selected(_ words: [String]) throws(Diagnostic) -> [TargetInterface] {
    var table = targets
    if !words.isEmpty { try select(words, in: &table) }
    return try table.current().map(\.description.interface)
  }

  /// The passes that say where operators go.
  private static let parting: [any Pass.Type] = [
    MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
  ]

  /// The program before the first of them.
  private func unpartedProgram() throws(Diagnostic) -> Program {
    let history = try requireHistory()
    let names = Set(Self.parting.map { $0.info.name } + [PartitionGraph.info.name])
    var program = history.program
    var entry = history.entries[history.current]
    while let parent = entry.parent {
      if let name = entry.call?.name, names.contains(name) {
        program = history.entries[parent].program
      }
      entry = history.entries[parent]
    }
    return program
  }

  private func parted(
    _ program: Program, for targets: [TargetInterface]
  ) throws(Diagnostic) -> Program {
    var context = PassContext(targets: targets)
    context.interruption = interruption
    var program = program
    for pass in Self.parting {
      program = try program.applying(pass.init(PassOptions([:], for: pass.info)), in: &context)
    }
    return program
  }

  private func answer(
    _ before: (name: String, owners: Owners), _ after: (name: String, owners: Owners),
    in module: GraphModule
  ) -> OwnerDifferenceAnswer {
    let changes = before.owners.changes(to: after.owners).map { change in
      OwnerDifferenceAnswer.Change(
        node: "\(change.operation)", text: module.line(of: change.operation),
        before: change.before ?? "host", after: change.after ?? "host")
    }
    return OwnerDifferenceAnswer(before: before.name, after: after.name, changes: changes)
  }

}
