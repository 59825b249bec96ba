import Diagnostics
import GraphIR
import Passes
import Support
import TargetKit
import Tensors

/// Cuts each composite of a region into tiles that fit the memories, and writes what is done for
/// each as operations.
///
/// - Before: a function for the machine whose composites it can do.
/// - After: operations on places of memories and of the host, in an order that computes the region.
struct Tile: DescribedPass {

  static let info = PassInfo(
    "tile", "choose tile sizes that fit the memories",
    options: [rows, columns, outputs, inputs])

  private static let rows = size("rows", "rows of the result in a tile")
  private static let columns = size("columns", "columns of the result in a tile")
  private static let outputs = size("outputs", "blocks of output channels in a tile")
  private static let inputs = size("inputs", "blocks of input channels that are summed at a time")

  private static func size(_ name: String, _ summary: String) -> PassOption<Int?> {
    PassOption(name, default: "auto", in: 1 ... .max, summary)
  }

  private let fixed: TileSizes.Fixed

  init(_ options: PassOptions) {
    var fixed = TileSizes.Fixed()
    fixed.rows = options[Self.rows]
    fixed.columns = options[Self.columns]
    fixed.outputs = options[Self.outputs]
    fixed.inputs = options[Self.inputs]
    self.fixed = fixed
  }

  func lowering(
    of name: String, in program: Program, for abilities: Abilities
  ) throws(Diagnostic) -> RegionLowering {
    let tiler = Tiler(
      module: program.module, machine: OperationMachine(abilities), plan: program.memoryPlan,
      fixed: fixed)
    let region = try tiler.tiled(name)
    return RegionLowering(region, by: region.kernels.map { Self.action($0, of: region) })
  }

  /// What became of the composite that `kernel` computes.
  private static func action(
    _ kernel: OperationProgram.Part, of region: OperationProgram
  ) -> Action {
    let lines = Action.Subject.lines(
      region: region.name, kernel.operations.map { $0.kind.text(region.parts) })
    let before = kernel.origin.nodes.first.map { Action.Subject.node($0) }
    return Action(
      rule: "cut-into-tiles", before: before ?? .lines(region: region.name, []), after: lines)
  }

}
