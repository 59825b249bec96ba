public import Diagnostics
import GraphIR
public import ISA
import Support
import Tensors

/// A workload as a folder: `manifest.json`, `insns.bin` and `dram_before.bin`.
///
/// The image stands in the manifest as `dram_base` and `dram_size`, or as `segments`, each with its
/// physical address, its size and where it is in the file.
public struct StreamFolder: Sendable {

  private let set: InstructionSet

  public init(_ set: InstructionSet) { self.set = set }

  /// Reads the folder at `path`.
  /// - Errors: a file is missing, or what the manifest says is not so.
  public func read(_ path: String) throws(Diagnostic) -> Workload {
    let folder = Files(path)
    let manifest = try ManifestReader(
      folder.path("manifest.json"), try folder.bytes("manifest.json"))
    let dram = try folder.bytes("dram_before.bin")
    let instructions = try folder.bytesIfThere("insns.bin")
    return try manifest.workload(set, dram: dram, instructions: instructions)
  }

  /// Writes `workload` into the folder at `path`, which is made if there is none.
  /// - Errors: a file can't be written.
  public func write(_ workload: Workload, to path: String) throws(Diagnostic) {
    let image = workload.image.segments.flatMap(\.bytes)
    let bytes = workload.streams.flatMap { set.bytes(of: $0.code) }
    try Interruption.current.check()
    let manifest = Array("\(manifest(of: workload))\n".utf8)
    do throws(TensorFileError) {
      try writeWhole(
        [("dram_before.bin", image), ("insns.bin", bytes), ("manifest.json", manifest)],
        toFolder: path)
    } catch {
      throw Diagnostic(error)
    }
  }

  private func manifest(of workload: Workload) -> JSON {
    var members = [JSON.Member("name", .text(workload.name)), JSON.Member("kind", "stream")]
    let segments = workload.image.segments
    if segments.count == 1, let only = segments.first {
      members.append(JSON.Member("dram_base", .integer(only.address)))
      members.append(JSON.Member("dram_size", .integer(only.bytes.count)))
    } else {
      var offset = 0
      let list = segments.map { segment -> JSON in
        defer { offset += segment.bytes.count }
        return [
          "phys": .integer(segment.address), "bytes": .integer(segment.bytes.count),
          "file_offset": .integer(offset),
        ]
      }
      members.append(JSON.Member("segments", .list(list)))
    }
    let first = workload.streams.first?.address
    members.append(JSON.Member("insn_phys", JSON(first)))
    members.append(JSON.Member("insn_count", .integer(workload.instructionCount)))
    var start = 0
    let streams = workload.streams.map { stream -> JSON in
      defer { start += stream.instructionCount }
      return self.manifest(of: stream, start: start)
    }
    members.append(JSON.Member("streams", .list(streams)))
    if !workload.initialTokens.isEmpty {
      let tokens = workload.initialTokens.sorted { $0.key < $1.key }
      members.append(
        JSON.Member("tokens", .object(tokens.map { JSON.Member($0.key, .integer($0.value)) })))
    }
    members.append(
      JSON.Member(
        "regions",
        .list(
          workload.image.regions.map {
            [
              "name": .text($0.name), "phys": .integer($0.address), "bytes": .integer($0.count),
              "role": .text($0.role.rawValue),
            ]
          })))
    return .object(members)
  }

  private func manifest(of stream: Stream, start: Int) -> JSON {
    var json: JSON = [
      "phys": JSON(stream.address), "count": .integer(stream.instructionCount),
      "offset": .integer(start), "name": .text(stream.name),
    ]
    if !stream.statements.isEmpty {
      json["statements"] = JSON(stream.statements)
      json["statement_of"] = JSON(stream.statementIndices)
    }
    if !stream.remarks.isEmpty { json["remarks"] = JSON(stream.remarks) }
    return json
  }

}

/// The files of a folder.
private struct Files {

  let folder: String

  init(_ folder: String) { self.folder = folder }

  func path(_ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// - Errors: the file can't be read.
  func bytes(_ name: String) throws(Diagnostic) -> [UInt8] {
    do throws(TensorFileError) {
      return try readFile(path(name))
    } catch {
      throw Diagnostic(
        error, hints: ["a stream is a folder with manifest.json, insns.bin and dram_before.bin"])
    }
  }

  /// Nil where there is no such file.
  /// - Errors: there is one and it can't be read.
  func bytesIfThere(_ name: String) throws(Diagnostic) -> [UInt8]? {
    fileExists(path(name)) ? try bytes(name) : nil
  }

}
