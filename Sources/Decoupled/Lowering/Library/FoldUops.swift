import Diagnostics
import Passes
import TargetKit

/// Gives each intrinsic's loops to the instruction, which has two of its own, or to micro-ops.
///
/// Neighbouring loops over dense axes count as one. Of the choices that keep two changes of the
/// same element `distance` micro-ops apart, as a pipelined machine needs it, the one with the
/// fewest micro-ops is taken.
///
/// - Before: nests.
/// - After: nests with a fold; at most two groups of loops, the rest micro-ops.
struct FoldUops: TilePass {

  static let info = PassInfo(
    "fold-uops", "give loops to the instructions, and write out the rest as micro-ops",
    options: [distance])
  static let predecessor = "insert-tokens"

  private static let distance = PassOption(
    "distance", default: 3, in: 0 ... .max,
    "micro-ops between two changes of one element, for machines with a pipeline")

  private let distance: Int

  init(_ options: PassOptions) { distance = options[Self.distance] }

  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic) {
    for (index, kernel) in region.program.kernels.enumerated() {
      let folder = LoopFolder(accelerator, kernel, distance: distance)
      region.rewrite(kernel: index) { cursor in
        guard case .nest(var nest) = cursor.statement.kind else { return }
        nest.fold = folder.fold(nest)
        cursor.replace(by: [.nest(nest)], rule: "fold-loops")
      }
    }
  }

}
