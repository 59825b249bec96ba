import Diagnostics
import Passes

/// Gives every operand a buffer in one of the accelerator's memories, filled as far out as it can.
///
/// - Before: blocks that read values in DRAM.
/// - After: blocks on buffers, and a copy for each buffer in the innermost loop that it depends on.
struct Cache: TilePass {

  static let info = PassInfo("cache", "copy operands into the memories, as far out as possible")
  static let predecessor = "tile"

  init(_ options: PassOptions) {}

  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic) {
    for index in region.program.kernels.indices {
      var cacher = Cacher(accelerator)
      region.rewrite(kernel: index) { cursor in cacher.visit(&cursor) }
    }
  }

}
