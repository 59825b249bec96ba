import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import TargetKit

/// Writes each region as C that calls the functions of the library.
///
/// - Before: a function for the accelerator.
/// - After: a call for each composite and operator of it; what nothing computes stays on the host.
struct EmitC: RegionPass {

  static let info = PassInfo("emit-c", "write regions as C that calls the functions of a library")

  init(_ options: PassOptions) {}

  func lower(
    _ name: String, of program: inout Program, for library: LibraryDescription,
    in context: inout PassContext
  ) {
    do throws(Diagnostic) {
      let planner = try CallPlanner(name, of: program.module, for: library)
      let region = CallRegion(planner.program, for: library)
      let actions = planner.program.steps.indices.map { region.action(of: $0) }
      program.lower(name, to: region, by: actions)
    } catch {
      program.leaveInGraph(name, by: Self.info.name, because: error, in: &context)
    }
  }

}
