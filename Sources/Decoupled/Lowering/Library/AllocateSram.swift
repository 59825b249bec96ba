import Diagnostics
import Passes
import TargetKit

/// Gives every buffer its place in its memory.
///
/// Kernels follow each other behind a fence, so that each begins with empty memories.
///
/// - Before: buffers with contexts.
/// - After: buffers with an address for each context.
/// - Errors: the buffers of a kernel do not fit a memory.
struct AllocateSram: TilePass {

  static let info = PassInfo("allocate-sram", "give buffers their places in the memories")
  static let predecessor = "fold-uops"

  init(_ options: PassOptions) {}

  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic) {
    for (index, kernel) in region.program.kernels.enumerated() {
      var sizes: [BufferName: Int] = [:]
      for site in BufferSite.all(in: kernel.body) { sizes[site.name] = site.size }
      var ends: [MemoryName: Int] = [:]
      region.rewrite(kernel: index) { cursor in
        guard case .allocate(var buffer) = cursor.statement.kind, let memory = buffer.memory else {
          return
        }
        let size = sizes[buffer.name] ?? 0
        let start = ends[memory] ?? 0
        buffer.addresses = (0 ..< buffer.contexts).map { start + $0 * size }
        ends[memory] = start + size * buffer.contexts
        cursor.replace(by: [.allocate(buffer)], rule: "place-buffer")
      }
      for (name, end) in ends.sorted(by: { $0.key < $1.key }) {
        let depth = accelerator.description.memory(name)?.depth ?? 0
        guard end > depth else { continue }
        throw .error(
          "the buffers of `\(kernel.name)` take \(end) elements of `\(name)`, which has \(depth)",
          hints: ["`apply double-buffer{threads=1}`, or smaller tiles with `apply tile{rows=…}`"])
      }
    }
  }

}
