public import Diagnostics
import GraphIR
import Passes
import Support
import TargetKit

extension Session {

  /// The program as boxes and arrows, in the regions that `partition` gives.
  /// - Errors: nothing is loaded, or annotations mark no regions.
  public func picture(_ partition: PartitionAnswer) throws(Diagnostic) -> GraphPicture {
    let history = try requireHistory()
    var copy = self
    let targets = try copy.interfaces()
    let program = try history.program.partitioned(for: targets)
    var builder = PictureBuilder(program.module, regions: partition.regions)
    try builder.run()
    var picture = builder.picture
    picture.title = partition.model
    picture.targets = partition.owners.compactMap(\.target)
    return picture
  }

}
