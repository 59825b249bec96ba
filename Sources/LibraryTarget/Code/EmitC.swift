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

  func lowering(
    of name: String, in program: Program, for library: LibraryDescription
  ) throws(Diagnostic) -> RegionLowering {
    let planner = try CallPlanner(name, of: program.module, for: library)
    let region = CallRegion(planner.program, for: library)
    let actions = planner.program.steps.indices.map { region.action(of: $0) }
    return RegionLowering(region, by: actions)
  }

}
