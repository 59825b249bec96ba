import Diagnostics
import Passes
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
/// - Errors: two units depend on each other and have no queue.
struct InsertTokens: TilePass {

  static let info = PassInfo("insert-tokens", "make units wait for what they need of each other")
  static let predecessor = "tensorize"

  init(_ options: PassOptions) {}

  func run(on region: inout TileProgram, for accelerator: Accelerator) throws(Diagnostic) {
    var tracker = DependenceTracker(accelerator)
    for index in region.kernels.indices {
      let origins = region.kernels[index].origins
      region.kernels[index].body.append(TileStatement(.fence, origins: origins))
      var run = TileRun(region.kernels[index])
      try run.forEach { statement, instance throws(Diagnostic) in
        try tracker.visit(statement, instance, kernel: index)
      }
      var position = 0
      region.kernels[index].body = region.kernels[index].body.numbered(from: &position) {
        statement, number in
        statement.pops = tracker.uses(of: tracker.pops, kernel: index, number)
        statement.pushes = tracker.uses(of: tracker.pushes, kernel: index, number)
      }
    }
    for index in region.kernels.indices {
      // Later kernels may have asked earlier ones for tokens.
      var position = 0
      region.kernels[index].body = region.kernels[index].body.numbered(from: &position) {
        statement, number in
        statement.pushes = tracker.uses(of: tracker.pushes, kernel: index, number)
      }
    }
  }

}

extension [TileStatement] {

  /// These, each changed by `change` with its position in the text of the kernel.
  func numbered(
    from position: inout Int, _ change: (inout TileStatement, Int) -> Void
  ) -> [TileStatement] {
    var result: [TileStatement] = []
    for statement in self {
      var copy = statement
      let number = position
      position += 1
      if case .loop = statement.kind {
        copy.body = statement.body.numbered(from: &position, change)
      }
      change(&copy, number)
      result.append(copy)
    }
    return result
  }

}
