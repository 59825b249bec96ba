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

  func run(on region: inout TileProgram, for accelerator: Accelerator) throws(Diagnostic) {
    guard threads > 1 else { return }
    for index in region.kernels.indices {
      let sites = BufferSite.all(in: region.kernels[index].body)
      var used: [String: Int] = [:]
      for site in sites { used[site.memory, default: 0] += site.size }
      var doubled: Set<String> = []
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
      region.kernels[index].body = region.kernels[index].body.mapped { statement in
        guard case .allocate(var buffer) = statement.kind, doubled.contains(buffer.name) else {
          return [statement]
        }
        var copy = statement
        buffer.contexts = threads
        copy.kind = .allocate(buffer)
        return [copy]
      }
      let notes = single.map { TileStatement(.note($0)) }
      region.kernels[index].body.insert(contentsOf: notes, at: 0)
    }
  }

}
