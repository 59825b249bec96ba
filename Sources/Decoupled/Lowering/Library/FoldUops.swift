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

  func run(on region: inout TileProgram, for accelerator: Accelerator) throws(Diagnostic) {
    for index in region.kernels.indices {
      let kernel = region.kernels[index]
      let folder = LoopFolder(accelerator, kernel, distance: distance)
      region.kernels[index].body = kernel.body.mapped { statement in
        guard case .nest(var nest) = statement.kind else { return [statement] }
        var copy = statement
        nest.fold = folder.fold(nest)
        copy.kind = .nest(nest)
        return [copy]
      }
    }
  }

}
