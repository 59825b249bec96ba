import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

/// A pass on the regions of a machine that is described by what its instructions do.
protocol DescribedPass: RegionPass where Machine == Abilities {}

extension DescribedPass {

  /// The region `name` where `predecessor` has left it; nil where it has not left the graph.
  /// - Errors: another pass comes first, or this one comes too late.
  func region<Region: LoweredRegion>(
    _ name: String, of program: Program, as kind: Region.Type, from predecessor: String
  ) throws(Diagnostic) -> Region? {
    guard let lowered = program.lowered[name] else { return nil }
    guard let region = lowered as? Region, region.passes.last == predecessor else {
      throw .error(
        "`\(Self.info.name)` takes what `\(predecessor)` gives, "
          + "but `\(name)` is at level \(lowered.level)",
        hints: ["`apply \(predecessor)` first, or `undo`"])
    }
    return region
  }

}
