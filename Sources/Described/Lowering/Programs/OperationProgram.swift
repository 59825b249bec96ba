import Diagnostics
import Effects
import Passes
import Support
import Tensors

/// A region as operations on places, tile by tile; no instruction is chosen yet.
struct OperationProgram: LoweredRegion, Hashable {

  var level: String { "tile" }
  var target: String

  /// The function of the module that it computes.
  var name: String

  var passes: [String]
  var values: [RegionValue]
  var inputs: [ValueID]
  var outputs: [ValueID]
  var givesTuple: Bool

  /// Where values and constants stand.
  var host: HostImage

  var kernels: [Part]

  /// The names of the parts of the state, by their place.
  var parts: [String]

  /// The operations of one kernel.
  struct Part: Hashable, Sendable {
    var operation: String
    var notes: [String]
    var operations: [Operation]
    var origin: Provenance
  }

  /// All operations, in order.
  var operations: [Operation] { kernels.flatMap(\.operations) }

  var addresses: (inputs: [Int], outputs: [Int])? {
    (inputs.map { host[$0] }, outputs.map { host[$0] })
  }

  var text: String { lines.map(\.text).joined(separator: "\n") + "\n" }

  var origins: [Provenance] { lines.map(\.origin) }

}
