import Diagnostics
import Passes
import TargetKit

/// Turns copies into what a DMA instruction does: rows of columns a fixed distance apart, with
/// zeros around them.
///
/// - Before: copies between boxes of values and buffers.
/// - After: loads and stores that name a memory and say which axes are rows and columns.
/// - Errors: a box needs more zeros around it than an instruction can ask for.
struct InjectDma: TilePass {

  static let info = PassInfo("inject-dma", "turn copies into two-dimensional DMA with padding")
  static let predecessor = "double-buffer"

  init(_ options: PassOptions) {}

  func run(on region: inout TileProgram, for accelerator: Accelerator) throws(Diagnostic) {
    let planner = TransferPlanner(accelerator: accelerator, values: region.values)
    for index in region.kernels.indices {
      let body = region.kernels[index].body
      region.kernels[index].body = try planner.planned(body, loops: [:], buffers: [:])
    }
  }

}
