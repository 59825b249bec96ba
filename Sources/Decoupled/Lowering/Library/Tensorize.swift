import Diagnostics
import Passes
import TargetKit

/// Writes blocks as the accelerator's intrinsics under loops: products of blocks of channels and
/// vector operations.
///
/// - Before: blocks on buffers.
/// - After: nests of one intrinsic each, with an index for each axis of each buffer.
struct Tensorize: TilePass {

  static let info = PassInfo("tensorize", "write blocks as loops over the tensor intrinsics")
  static let predecessor = "inject-dma"

  init(_ options: PassOptions) {}

  func run(on region: inout TileProgram, for accelerator: Accelerator) throws(Diagnostic) {
    for index in region.kernels.indices {
      var buffers: [String: TileBuffer] = [:]
      for statement in region.kernels[index].body.flattened {
        if case .allocate(let buffer) = statement.kind { buffers[buffer.name] = buffer }
      }
      let tensorizer = Tensorizer(buffers: buffers)
      region.kernels[index].body = region.kernels[index].body.mapped { statement in
        guard case .block(let block) = statement.kind else { return [statement] }
        return tensorizer.nests(block).map { nest in
          TileStatement(.nest(nest), origins: statement.origins)
        }
      }
    }
  }

}
