import Diagnostics
import GraphIR
import Simulation
import Support
import TargetKit

/// All that runs, in one order and with one numbering: samples, in each of them what the host does
/// and the regions that it hands to devices; or the streams of a folder.
///
/// There is one loop that goes through time (`move`), and one way to a known moment (`seek`).
struct Journey: Sendable {

  /// A device with what it runs, as a part of the whole.
  struct Run: Sendable {

    /// The function of the region, or the name of a stream.
    var name: String
    var device: any Device

    /// What happens in it by the cycle clock.
    var traces = TraceCache()

    /// What its instructions were made from; nil where that is not known.
    var module: GraphModule?

    /// What is worked out about it only once.
    let known = RunKnowledge()

    /// By the cycle clock, how long it took; nil as long as it has not come to its end.
    var cycles: Int?

    /// The numbers of its instructions.
    var numbers: Range<InstructionNumber> { device.workload.numbers }

    /// Behind its last instruction.
    var end: Mark { Mark(instruction: device.workload.instructionCount) }
  }

  /// Those of the sample, in the order of time.
  var runs: [Run] = []

  /// The run that is looked at.
  var current = 0

  /// The sample that `runs` are of, counted from 0.
  var sample = 0

  /// What the host has come to; nil for streams that were loaded.
  var host: HostRun?

  /// The module that instructions were made from, for their origins.
  var module: GraphModule?

  /// Is asked whether to stop.
  var interruption = Interruption.never

  /// Is told how far the samples are.
  var progress: @Sendable (Double, String) -> Void = { _, _ in }

  var isOfProgram: Bool { host != nil }

  /// The run that is looked at, if anything runs.
  var run: Run? { runs.indices.contains(current) ? runs[current] : nil }

  /// Where it stands; nil before the first instruction of a program is reached.
  var moment: Moment? {
    run.map { Moment(sample: sample, run: current, mark: $0.device.mark) }
  }

  /// How many samples there are.
  var sampleCount: Int { host?.arguments.count ?? 1 }

  /// How many cycles have gone by in this sample; nil where no clock counts.
  var cycle: Int? { run?.device.cycle.map { firstCycle + $0 } }

  /// How many cycles the runs before the current one took.
  var firstCycle: Int { runs[..<current].reduce(0) { $0 + ($1.cycles ?? 0) } }

  /// One device that runs streams.
  init(_ name: String, _ device: any Device) { runs = [Run(name: name, device: device)] }

  /// A program before its first operator.
  init(_ host: HostRun, _ module: GraphModule) {
    self.host = host
    self.module = module
  }

}
