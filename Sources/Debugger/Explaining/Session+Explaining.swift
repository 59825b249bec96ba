import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

extension Session {

  /// The names by which nodes of the model are known.
  public var nodeNames: [String] {
    guard let program = program else { return [] }
    return program.module.sources.elements.map(\.name) + program.module.functions.keys
  }

  /// The names of the formats that the instructions in view have.
  public var formatNames: [String] {
    space.run?.device.formats ?? []
  }

}
