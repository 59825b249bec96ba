import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit

/// A part of what can run, with the numbers of its instructions: a region of the program, or the
/// streams that were loaded.
struct Part: Sendable {

  var name: String

  /// The accelerator that it is for.
  var target: String

  var workload: Workload

  /// The machine that runs it or has run it.
  var device: (any Device)?

  /// What its instructions were made from, if that is known.
  var module: GraphModule?

  /// The numbers of its instructions.
  var numbers: Range<InstructionNumber> { workload.numbers }
}

extension Part {
  /// What `run` runs.
  init(_ run: Journey.Run) {
    self.init(
      name: run.name, target: run.device.target.name, workload: run.device.workload,
      device: run.device, module: run.module)
  }
}

extension Session {

  /// All that can run, in the order of instruction numbers.
  var parts: [Part] {
    if let journey, !journey.isOfProgram { return journey.runs.map { Part($0) } }
    guard let program = currentProgram else { return [] }
    return program.streamRegions.map { name, region in
      let run = journey?.runs.last { $0.name == name }
      return Part(
        name: name, target: region.target, workload: run?.device.workload ?? region.workload,
        device: run?.device, module: program.module)
    }
  }

  /// The part that has the instruction `number`.
  /// - Cost: O(runs) for what runs or has run; otherwise O(nodes) of the program.
  func part(of number: InstructionNumber) -> Part? {
    if let run = journey?.runs.last(where: { $0.numbers.contains(number) }) { return Part(run) }
    return parts.last { $0.numbers.contains(number) }
  }

  /// A machine that stands before the first instruction of a part that has not run yet.
  func freshDevice(for part: Part) -> (any Device)? {
    guard let target = targets.known.first(where: { $0.description.name == part.target }) else {
      return nil
    }
    var device = target.makeDevice()
    do { try device.load(part.workload) } catch { return nil }
    return device
  }

}
