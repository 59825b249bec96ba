import Diagnostics
import Passes
import Support
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

  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic) {
    let planner = TransferPlanner(accelerator: accelerator, values: region.program.values)
    for (index, kernel) in region.program.kernels.enumerated() {
      let buffers = kernel.buffers
      try region.rewrite(kernel: index) { cursor throws(Diagnostic) in
        guard case .transfer(let transfer) = cursor.statement.kind else { return }
        let memory = buffers[transfer.buffer]?.memory ?? MemoryName("")
        let planned = try planner.planned(transfer, memory: memory, cursor.loops)
        cursor.replace(by: [.transfer(planned)], rule: "plan-copy")
      }
    }
  }

}
