import Diagnostics
import Passes
import TargetKit

/// Gives buffers that are filled again and again a second context, so that one is filled while the
/// other is used: two virtual threads.
///
/// - Before: buffers in memories.
/// - After: as many contexts as there is room for, the innermost buffers first; a note for each
///   buffer that there was no room for.
struct DoubleBuffer: TilePass {

  static let info = PassInfo(
    "double-buffer", "let copies into one context overlap with work on the other",
    options: [threads])
  static let predecessor = "cache"

  private static let threads = PassOption(
    "threads", default: 2, in: 1 ... 2, "virtual threads, each with contexts of its own")

  private let threads: Int

  init(_ options: PassOptions) { threads = options[Self.threads] }

  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic) {
    guard threads > 1 else { return }
    for (index, kernel) in region.program.kernels.enumerated() {
      let sites = BufferSite.all(in: kernel.body)
      var used: [MemoryName: Int] = [:]
      for site in sites { used[site.memory, default: 0] += site.size }
      var doubled: Set<BufferName> = []
      var single: [String] = []
      for site in sites.filter(\.isRefilled).sorted(by: { $0.depth > $1.depth }) {
        let depth = accelerator.description.memory(site.memory)?.depth ?? 0
        if (used[site.memory] ?? 0) + site.size * (threads - 1) <= depth {
          used[site.memory, default: 0] += site.size * (threads - 1)
          doubled.insert(site.name)
        } else {
          single.append("\(site.name) has one context: \(site.memory) has no room for another")
        }
      }
      region.rewrite(kernel: index) { cursor in
        guard case .allocate(var buffer) = cursor.statement.kind, doubled.contains(buffer.name)
        else { return }
        buffer.contexts = threads
        cursor.replace(by: [.allocate(buffer)], rule: "second-context")
      }
      region.remark(single, inKernel: index, rule: "no-room")
    }
  }

}
