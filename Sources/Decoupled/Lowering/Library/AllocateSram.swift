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

  func run(on region: inout TileProgram, for accelerator: Accelerator) throws(Diagnostic) {
    for index in region.kernels.indices {
      let kernel = region.kernels[index]
      var sizes: [String: Int] = [:]
      for site in BufferSite.all(in: kernel.body) { sizes[site.name] = site.size }
      var ends: [String: Int] = [:]
      region.kernels[index].body = kernel.body.mapped { statement in
        guard case .allocate(var buffer) = statement.kind, let memory = buffer.memory else {
          return [statement]
        }
        let size = sizes[buffer.name] ?? 0
        let start = ends[memory] ?? 0
        buffer.addresses = (0 ..< buffer.contexts).map { start + $0 * size }
        ends[memory] = start + size * buffer.contexts
        var copy = statement
        copy.kind = .allocate(buffer)
        return [copy]
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
