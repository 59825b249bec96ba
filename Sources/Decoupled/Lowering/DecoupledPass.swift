import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import TargetKit

/// A pass on the regions of an accelerator of the family.
protocol DecoupledPass: RegionPass where Machine == Accelerator {}

/// A pass from tile IR to tile IR; it changes programs only through a `TileRewriter`.
protocol TilePass: DecoupledPass {

  /// The pass that must have run before.
  static var predecessor: String { get }

  /// - Errors: the region can't be taken through this pass.
  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic)

}

extension TilePass {

  func lower(
    _ name: String, of program: inout Program, for accelerator: Accelerator,
    in context: inout PassContext
  ) throws(Diagnostic) {
    guard let region = try region(name, of: program) else { return }
    let rewriter = try rewriting(region, for: accelerator)
    program.lower(name, to: rewriter.finished(), by: rewriter.actions)
  }

  /// The region `name` where the pass before has left it; nil where it stays in the graph.
  /// - Errors: another pass comes first, or this one comes too late.
  func region(_ name: String, of program: Program) throws(Diagnostic) -> TileProgram? {
    guard let region = program.lowered[name] as? TileProgram else {
      if program.lowered[name] == nil { return nil }
      throw .error(
        "`\(Self.info.name)` comes too late for `\(name)`, which is a stream already",
        hints: ["`undo`, or `apply tile` to begin again"])
    }
    guard region.passes.last == Self.predecessor else {
      throw .error(
        "`\(Self.info.name)` takes what `\(Self.predecessor)` gives, "
          + "but the last pass on `\(name)` was `\(region.passes.last ?? "")`",
        hints: ["`apply \(Self.predecessor)` first"])
    }
    return region
  }

}

extension TilePass {
  /// What the pass makes of `region`.
  func rewriting(
    _ region: TileProgram, for accelerator: Accelerator
  ) throws(Diagnostic) -> TileRewriter {
    var rewriter = TileRewriter(region, pass: Self.info.name)
    try run(on: &rewriter, for: accelerator)
    return rewriter
  }
}
