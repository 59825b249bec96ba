import GraphIR
import Simulation
import Support
import TargetKit

/// What runs, or has run: devices one after the other, and the host between them.
public struct Execution: Sendable {

  /// A device with what it runs, as a part of the whole.
  struct Run: Sendable {

    /// The function of the region, or the name of a stream.
    var name: String
    var device: any Device

    /// What happens in it by the cycle clock.
    var traces = TraceCache()

    /// The numbers of its instructions.
    var numbers: Range<InstructionNumber> { device.workload.numbers }
  }

  /// In the order of time.
  var runs: [Run] = []

  /// The run that is looked at.
  var current = 0

  /// What the host has come to; nil for streams that were loaded.
  var host: HostRun?

  /// The module that instructions were made from, for their origins.
  var module: GraphModule?

  var isOfProgram: Bool { host != nil }

  /// The run that is looked at, if anything runs.
  var run: Run? { runs.indices.contains(current) ? runs[current] : nil }

}
