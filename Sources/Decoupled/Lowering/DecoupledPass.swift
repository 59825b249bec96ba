import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import TargetKit

/// A pass on the regions of an accelerator of the family.
protocol DecoupledPass: RegionPass where Machine == Accelerator {}

/// A pass from tile IR to tile IR; it changes programs only through a `TileRewriter`.
protocol TilePass: DecoupledPass, LaterRegionPass where Source == TileProgram {

  /// - Errors: the region can't be taken through this pass.
  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic)

}

extension TilePass {

  func lowering(
    of region: TileProgram, in program: Program, for accelerator: Accelerator
  ) throws(Diagnostic) -> RegionLowering {
    let rewriter = try rewriting(region, for: accelerator)
    return RegionLowering(rewriter.finished(), by: rewriter.actions)
  }

  /// What the pass makes of `region`.
  func rewriting(
    _ region: TileProgram, for accelerator: Accelerator
  ) throws(Diagnostic) -> TileRewriter {
    var rewriter = TileRewriter(region, pass: Self.info.name)
    try run(on: &rewriter, for: accelerator)
    return rewriter
  }

}
