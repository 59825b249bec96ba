import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

/// Writes each region as C that calls the functions of the library.
///
/// - Before: a function for the accelerator.
/// - After: a call for each composite and operator of it; what nothing computes stays on the host.
struct EmitC: Pass {

  static let info = PassInfo("emit-c", "write regions as C that calls the functions of a library")

  private let library: LibraryDescription?

  init(_ library: LibraryDescription) { self.library = library }

  init(_ options: PassOptions) { library = nil }

  func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    guard let library else {
      throw .error("`\(Self.info.name)` is a pass of a target, and there is none")
    }
    var next = program
    for (name, function) in program.module.functions
    where function.attributes.text("Compiler") == library.common.name {
      try context.checkForStop()
      emit(name, of: &next, for: library, in: &context)
    }
    try context.checkForStop()
    program = next
  }

  private func emit(
    _ name: String, of program: inout Program, for library: LibraryDescription,
    in context: inout PassContext
  ) {
    do throws(Diagnostic) {
      let planner = try CallPlanner(name, of: program.module, for: library)
      let region = CallRegion(planner.program, for: library)
      let actions = planner.program.steps.indices.map { region.action(of: $0) }
      program.lower(name, to: region, by: actions)
    } catch {
      program.leaveInGraph(name, by: Self.info.name, because: error)
      var warning = error
      warning.level = .warning
      warning.notes.append("region `\(name)` stays on the host")
      context.report(warning)
    }
  }

}
