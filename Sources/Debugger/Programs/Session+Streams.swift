public import Diagnostics
import GraphIR
import ISA
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

/// A file of bytes for the memory of the host.
public struct MemoryFile: Sendable {

  fileprivate let piece: BareFolder.Piece

  /// One that stands where instructions load a memory of the accelerator from.
  public init(_ path: String, for memory: String) {
    piece = BareFolder.Piece(.memory(memory), path: expandingHome(path))
  }

  public init(_ path: String, at address: Int) {
    piece = BareFolder.Piece(.address(address), path: expandingHome(path))
  }

}

extension Session {

  /// Loads the streams in the folder at `path`, or the instructions in the file there over the
  /// memory that is loaded, and stands before the first instruction.
  /// - Parameter files: what stands in the memory of the host; what is loaded is then not looked at.
  /// - Errors: there are no streams, or the accelerator cannot run them.
  public mutating func loadStreams(
    _ path: String, _ files: [MemoryFile] = []
  ) throws(Diagnostic) -> StopReport {
    let target = try firstTarget()
    let set = try target.requireInstructionSet()
    try begin(try workload(expandingHome(path), named: path, files, set, target), on: target)
    return finish(Arrival(.begin), .forward)
  }

  private func workload(
    _ place: String, named path: String, _ files: [MemoryFile],
    _ set: InstructionSet, _ target: any Target
  ) throws(Diagnostic) -> Workload {
    let bare = BareFolder(target, set)
    guard isFolder(place) || !fileExists(place) else {
      if files.isEmpty { return overCurrentMemory(try StreamFile(set).read(place), path) }
      return try bare.read(place, files.map(\.piece))
    }
    guard files.isEmpty else {
      throw .error(
        "`\(path)` is no file of instructions, and files for memories are given",
        hints: ["give the file of instructions, or the folder alone"])
    }
    let hasManifest = fileExists(place + "/manifest.json") || !fileExists(place)
    return hasManifest ? try StreamFolder(set).read(place) : try bare.read(place)
  }

  /// - Errors: no accelerator is selected.
  private mutating func firstTarget() throws(Diagnostic) -> any Target {
    guard let target = try targets.current().first else {
      throw .error("no target is selected", hints: ["`target use NAME`"])
    }
    return target
  }

  private mutating func begin(_ workload: Workload, on target: any Target) throws(Diagnostic) {
    var device = try target.makeDevice()
    try device.load(workload, runOptions)
    journey = Journey(workload.name, device)
    forgetMarks()
  }

  /// Streams that were loaded stand at their start again; a program is begun by the next run.
  mutating func beginAgain() throws(Diagnostic) {
    guard let run = space.runs.first, isOfStreams else {
      journey = nil
      return
    }
    var device = run.device
    try device.load(device.workload, runOptions)
    journey = Journey(run.name, device)
    if run.device.mark > Mark() { report(.note("the streams begin again")) }
  }

  /// Makes the listing in the file at `path` the current stream, over the memory that is loaded.
  /// - Errors: the file is no listing of the accelerator's instructions.
  public mutating func assemble(_ path: String) throws(Diagnostic) -> StopReport {
    let target = try firstTarget()
    let text = try readText(path)
    let set = try target.requireInstructionSet()
    let code: MachineCode
    do throws(DiagnosticSet) {
      code = try Assembler(set, source: SourceText(name: path, text: text)).code(interruption)
    } catch {
      try error.throwOnError()
      throw .error("`\(path)` is no listing")
    }
    try begin(overCurrentMemory(Stream(name: path, code: code), path), on: target)
    return finish(Arrival(.begin), .forward)
  }

  /// What is to run where a stream comes without an image: one over the memory that is loaded.
  private func overCurrentMemory(_ stream: TargetKit.Stream, _ path: String) -> Workload {
    let current = currentWorkload
    return Workload(
      name: path, image: current?.image ?? MemoryImage(), streams: [stream],
      initialTokens: current?.initialTokens ?? [:])
  }

  /// What the current device runs, or what the first region of the program has become.
  var currentWorkload: Workload? { space.run?.device.workload ?? loweredWorkloads.first }

  /// What regions of the program have become.
  var loweredWorkloads: [Workload] {
    program?.streamRegions.map(\.region.workload) ?? []
  }

  /// The instructions of all streams as the assembler reads them.
  /// - Errors: there are none.
  public mutating func assemblerText() throws(Diagnostic) -> [String] {
    let workloads =
      isOfStreams
      ? currentWorkload.map { [$0] } ?? [] : loweredWorkloads
    guard !workloads.isEmpty else { throw noStream }
    let set = try firstTarget().requireInstructionSet()
    var lines: [String] = []
    for stream in workloads.flatMap(\.streams) { lines += set.lines(of: stream.code) }
    try Interruption.current.check()
    return lines
  }

  /// Writes the current stream to the folder at `path`.
  /// - Errors: there is none, or the folder cannot be written.
  public mutating func saveStreams(_ path: String) throws(Diagnostic) -> SavedStreams {
    guard let workload = currentWorkload else { throw noStream }
    let set = try firstTarget().requireInstructionSet()
    try StreamFolder(set).write(workload, to: expandingHome(path))
    return SavedStreams(
      name: workload.name, instructionCount: workload.instructionCount, folder: path,
      others: space.parts.count - 1)
  }

  /// The streams that are loaded, or that regions have become.
  /// - Errors: there are none.
  public func streams() throws(Diagnostic) -> StreamsAnswer {
    let parts = space.parts
    guard !parts.isEmpty else { throw noStream }
    return StreamsAnswer(
      streams: parts.flatMap { part -> [StreamsAnswer.Stream] in
        var first = part.workload.first
        return part.workload.streams.enumerated().map { index, stream in
          defer { first = first.advanced(by: stream.instructionCount) }
          return StreamsAnswer.Stream(
            name: stream.name.isEmpty ? "stream \(index + 1)" : stream.name, number: index + 1,
            count: stream.instructionCount, first: stream.instructionCount == 0 ? nil : first)
        }
      })
  }

  private var noStream: Diagnostic {
    .error(
      "there is no stream",
      hints: ["`stream load DIR` loads one, `apply --all` makes one of a model"])
  }

}

extension Target {
  /// How the instructions of the accelerator are laid out.
  /// - Errors: programs for it are no words.
  fileprivate func requireInstructionSet() throws(Diagnostic) -> InstructionSet {
    guard let set = instructionSet else {
      throw .error(
        "`\(description.name)` runs no streams of instructions",
        hints: ["`target list` lists others, `run` runs the program that is loaded"])
    }
    return set
  }
}
