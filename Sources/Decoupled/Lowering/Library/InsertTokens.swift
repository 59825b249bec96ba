import Diagnostics
import Passes
import Support
import TargetKit

/// Makes units wait for each other: for every statement that needs what another unit did, a token
/// is pushed behind the last thing that it needs and popped before it.
///
/// Every push is popped exactly once and in the same order, so that each pop stands for its own
/// push whatever the units' speeds are, and no token is left at the end. A token that an earlier
/// pop has made needless is left out.
///
/// - Before: statements that each run on one unit.
/// - After: tokens at statements, with the executions that use them; a fence behind each kernel.
/// A region in which units depend on each other that have no queue stays in the graph.
struct InsertTokens: TilePass {

  static let info = PassInfo("insert-tokens", "make units wait for what they need of each other")
  static let predecessor = "tensorize"

  init(_ options: PassOptions) {}

  /// - Errors: two units depend on each other and have no queue.
  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic) {
    var tracker = DependenceTracker(accelerator)
    var poll = Poll()
    for index in region.program.kernels.indices {
      region.append([.fence], toKernel: index, rule: "fence-kernel")
      var run = TileRun(region.program.kernels[index])
      try run.forEach { statement, instance throws(Diagnostic) in
        try poll.check(after: 1 << 8)
        try tracker.visit(statement, instance, kernel: index)
      }
    }
    // Later kernels may have asked earlier ones for tokens, so that all must have run.
    for index in region.program.kernels.indices {
      region.rewrite(kernel: index) { cursor in
        cursor.setTokens(
          pops: tracker.uses(of: tracker.pops, kernel: index, cursor.position),
          pushes: tracker.uses(of: tracker.pushes, kernel: index, cursor.position),
          rule: "wait-and-signal")
      }
    }
  }

}
