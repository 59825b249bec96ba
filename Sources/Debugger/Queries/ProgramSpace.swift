import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit

/// All instructions that can run, whether they do or not: of the regions of a program, or of the
/// streams that were loaded.
struct ProgramSpace: Sendable {

  /// What runs; nil where nothing does yet.
  let journey: Journey?

  /// What passes have made of the model; nil where none is loaded.
  let history: History?

  let targets: TargetTable

  /// The run that is looked at, if anything runs.
  var run: Journey.Run? { journey?.run }

  /// Those of the sample that runs, in the order of time; none where nothing runs.
  var runs: [Journey.Run] { journey?.runs ?? [] }

  /// What the host has come to; nil for streams that were loaded.
  var host: HostRun? { journey?.host }

  /// How many cycles have gone by in this sample; nil where no clock counts.
  var cycle: Int? { journey?.cycle }

  /// Whether streams run that were loaded, of which no program is known.
  private var isOfStreams: Bool { journey.map { !$0.isOfProgram } ?? false }

  /// All that can run, in the order of instruction numbers.
  /// - Cost: O(nodes) of a program.
  var parts: [Part] {
    if isOfStreams { return runs.map { Part($0) } }
    guard let program = history?.program else { return [] }
    return program.streamRegions.map { name, region in
      let run = runs.last { $0.name == name }
      return Part(
        name: name, target: region.target, workload: run?.device.workload ?? region.workload,
        device: run?.device, region: region, module: program.module)
    }
  }

  /// The part that has the instruction `number`.
  /// - Cost: O(runs) for what runs or has run; otherwise O(nodes) of the program.
  func part(of number: InstructionNumber) -> Part? {
    if let run = runs.last(where: { $0.numbers.contains(number) }) { return Part(run) }
    return parts.last { $0.numbers.contains(number) }
  }

  /// The machine of a part: the one that runs it, or one that stands before its first instruction;
  /// nil where its accelerator is not in use.
  func device(of part: Part) -> (any Device)? {
    if let device = part.device { return device }
    guard let target = targets.known.first(where: { $0.description.name == part.target }) else {
      return nil
    }
    do {
      var device = try target.makeDevice()
      if let region = part.region {
        try region.load(nil, onto: &device, RunOptions())
      } else {
        try device.load(part.workload)
      }
      return device
    } catch {
      return nil
    }
  }

  /// How many instructions there are.
  /// - Errors: nothing is loaded.
  func instructionCount() throws(Diagnostic) -> Int {
    if isOfStreams, let run { return run.device.workload.instructionCount }
    guard let history else { throw .noModel }
    return history.program.instructionCount
  }

  /// The nodes of the program that `word` names.
  /// - Errors: nothing is loaded, or nothing is named so.
  func nodes(named word: String) throws(Diagnostic) -> [ID<Node>] {
    guard let history else { throw .noModel }
    return try history.program.module.nodes(named: word)
  }

}

/// A part of what can run, with the numbers of its instructions: a region of the program, or the
/// streams that were loaded.
struct Part: Sendable {

  var name: String

  /// The accelerator that it is for.
  var target: String

  var workload: Workload

  /// The machine that runs it or has run it.
  var device: (any Device)?

  /// The region of the program that it is, if it is one.
  var region: (any RunnableRegion)?

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

extension Diagnostic {

  /// What is asked for needs a model.
  static var noModel: Diagnostic {
    .error("no model is loaded", hints: ["`load FILE` loads one"])
  }

  /// What is asked for needs something that runs.
  static var nothingRuns: Diagnostic {
    .error(
      "nothing runs", hints: ["`run` runs the program, `stream load DIR` loads instructions"])
  }

}
