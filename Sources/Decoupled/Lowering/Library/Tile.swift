import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import TargetKit

/// Cuts each composite of a region into tiles that fit the memories.
///
/// - Before: a function for the accelerator whose composites it can lower.
/// - After: loops over tiles with one block operation for each step; everything still in DRAM.
struct Tile: DecoupledPass {

  static let info = PassInfo(
    "tile", "choose loops and tile sizes that fit the memories",
    options: [rows, columns, outputs, inputs])

  private static let rows = size("rows", "rows of the result in a tile")
  private static let columns = size("columns", "columns of the result in a tile")
  private static let outputs = size("outputs", "blocks of output channels in a tile")
  private static let inputs = size("inputs", "blocks of input channels that are summed at a time")

  private static func size(_ name: String, _ summary: String) -> PassOption<Int?> {
    PassOption(name, default: "auto", in: 1 ... .max, summary)
  }

  private let fixed: [Schedule.Axis: Int]

  init(_ options: PassOptions) {
    let sizes: [Schedule.Axis: Int?] = [
      .y: options[Self.rows], .x: options[Self.columns], .o: options[Self.outputs],
      .c: options[Self.inputs],
    ]
    fixed = sizes.compactMapValues(\.self)
  }

  func lowering(
    of name: String, in program: Program, for accelerator: Accelerator
  ) throws(Diagnostic) -> RegionLowering {
    let region = try tiled(name, program.module, accelerator)
    guard !region.kernels.isEmpty else { throw .error("`\(name)` computes nothing") }
    return RegionLowering(region, by: region.kernels.map { Self.action($0, of: region) })
  }

  /// - Errors: a copy that later passes will ask for is none that the accelerator can do.
  private func checkCopies(
    of program: TileProgram, _ accelerator: Accelerator
  ) throws(Diagnostic) {
    let none = try PassOptions([:], for: Cache.info)
    let cached = try Cache(none).rewriting(program, for: accelerator)
    _ = try InjectDma(none).rewriting(cached.program, for: accelerator)
  }

  /// What became of the composite that `kernel` computes.
  private static func action(_ kernel: TileKernel, of region: TileProgram) -> Action {
    let lines = Action.Subject.lines(
      region: region.name, kernel.body.flattened.map(\.line))
    let before = kernel.origin.nodes.first.map { Action.Subject.node($0) }
    return Action(
      rule: "cut-into-tiles", before: before ?? .lines(region: region.name, []), after: lines)
  }

  /// The region `name` of `module` in tiles.
  func tiled(
    _ name: String, _ module: GraphModule, _ accelerator: Accelerator
  ) throws(Diagnostic) -> TileProgram {
    let reader = try RegionReader(module, name, for: accelerator)
    var program = reader.program
    program.kernels = []
    for (kernel, computation) in zip(reader.program.kernels, reader.computations) {
      do throws(Diagnostic) {
        var builder = try KernelBuilder(
          accelerator, module, computation, kernel, in: program, parts: reader.parts, fixed: fixed)
        var kernel = kernel
        kernel.body = try builder.body()
        program = builder.program
        program.kernels.append(kernel)
      } catch {
        guard let id = kernel.origin.nodes.first else { throw error }
        throw module.locating(error, at: id)
      }
    }
    program.passes = [Self.info.name]
    try checkCopies(of: program, accelerator)
    return program
  }

}
