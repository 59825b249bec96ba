import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import TargetKit

extension Session {

  /// Reads regions that have left the graph already. Those of the program that is loaded take the
  /// place of what passes have made of them; others become a program of their own.
  /// - Errors: their accelerator is not in use, or the text is not understood.
  mutating func loadRegions(
    _ source: SourceText, _ path: String, _ head: RegionHead
  ) throws(Diagnostic) {
    guard targets.selected.contains(head.target) else {
      let target = targets.names.contains(head.target) ? head.target : "FILE"
      throw .error(
        "`@\(head.name)` is for `\(head.target)`, which is not in use",
        hints: ["`target use \(target)`, then `load` again"])
    }
    let target = try targets.make(head.target)
    var history = history
    // The regions are made anew of the graph, as `tile` would make them.
    if let graph = history?.lastGraph { history?.go(to: graph) }
    let read = try target.program(reading: source, in: history?.program)
    if read.isOfGivenProgram {
      history?.append(
        read.program,
        by: PlannedPass(
          PassCall(LoadedRegions.info.name, options: ["file": path]),
          LoadedRegions(program: read.program)), reports: read.notes)
      if let history { become(history) }
    } else {
      let model = LoadedModel(
        name: modelName(path), path: path, format: "tile program", module: read.program.module,
        outputNames: outputNames(of: read.program.module), bindings: [:])
      use(Project(model, read.program))
    }
    for note in read.notes { report(note) }
  }

}

extension History {
  /// The last program on the way to the current one that was all graph.
  fileprivate var lastGraph: Int? { path.last { entries[$0].program.lowered.isEmpty } }
}

/// What stands in the history for regions that were read into a program.
struct LoadedRegions: Pass {

  static let info = PassInfo("load", "regions as a file has them")

  let program: Program

  init(program: Program) { self.program = program }

  /// - Errors: always: regions come from a file, which `load` reads.
  init(_ options: PassOptions) throws(Diagnostic) {
    throw .error("regions are loaded from a file", hints: ["`load FILE` reads them"])
  }

  func run(on program: inout Program, in context: inout PassContext) { program = self.program }

}
