import Diagnostics
import Passes

/// Writes blocks as the accelerator's intrinsics under loops: products of blocks of channels and
/// vector operations.
///
/// - Before: blocks on buffers.
/// - After: nests of one intrinsic each, with an index for each axis of each buffer.
struct Tensorize: TilePass {

  static let info = PassInfo("tensorize", "write blocks as loops over the tensor intrinsics")
  static let predecessor = "inject-dma"

  init(_ options: PassOptions) {}

  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic) {
    for (index, kernel) in region.program.kernels.enumerated() {
      let tensorizer = Tensorizer(buffers: kernel.buffers)
      region.rewrite(kernel: index) { cursor in
        guard case .block(let block) = cursor.statement.kind else { return }
        cursor.replace(by: tensorizer.nests(block).map { .nest($0) }, rule: "use-intrinsics")
      }
    }
  }

}
