import Foundation
import Testing

/// What is saved is whole, whatever happens meanwhile.
@Suite struct SavingTests {

  /// A way to save: what leads to two different results, and the line that saves one.
  struct Saving: Sendable, CustomTestStringConvertible {
    let name: String
    var before: [String] = []
    let ways: [[String]]

    /// With `PLACE` for where it is saved.
    let line: String
    var testDescription: String { name }
  }

  static let savings: [Saving] = [
    Saving(
      name: "a stream",
      ways: [["stream load samples/streams/gemm"], ["stream load samples/streams/deadlock"]],
      line: "stream save PLACE"),
    Saving(
      name: "states", before: ["stream load samples/streams/gemm"], ways: [["step"], ["rev step"]],
      line: "state save PLACE"),
    Saving(
      name: "outputs", before: ["load samples/models/digits_mlp.onnx"],
      ways: [["input --random 1", "run"], ["input --random 2", "run"]], line: "output PLACE"),
    Saving(
      name: "a listing",
      ways: [["load samples/models/digits_mlp.onnx"], ["load samples/models/digits_lenet.onnx"]],
      line: "ir --relay --to PLACE"),
    Saving(
      name: "a trace", before: ["stream load samples/streams/gemm", "run"],
      ways: [["export csv PLACE"], ["export perfetto PLACE"]], line: "echo"),
  ]

  /// Everything in the file or the folder, by name.
  private func contents(_ path: String) -> [String: Data] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    if let data = FileManager.default.contents(atPath: path), names.isEmpty { return ["": data] }
    return names.reduce(into: [:]) {
      $0[$1] = FileManager.default.contents(atPath: "\(path)/\($1)")
    }
  }

  private func text(_ saving: Saving, _ ways: [[String]], _ place: String) -> String {
    let lines = saving.before + ways.flatMap { $0 + [saving.line] }
    return lines.map { $0.replacing("PLACE", with: place) + "\n" }.joined()
  }

  /// How many moments there are for each; `SLUICE_FULL=1` has 200 in all.
  private static let moments =
    ProcessInfo.processInfo.environment["SLUICE_FULL"] == nil ? 4 : 200 / savings.count

  /// Killed at any moment, a program that saves leaves what was there or what is new.
  @Test(arguments: savings)
  func savingIsOneStep(_ saving: Saving) throws {
    let folder = try TemporaryFolder()
    let inner = "\(folder.path)/inner"
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
    let place = "\(inner)/it"
    var kinds: [[String: Data]] = []
    for count in 1 ... 2 {
      let script = try folder.write(
        text(saving, Array(saving.ways.prefix(count)), place), to: "\(count)")
      let program = try Program(["--batch", "-x", script])
      #expect(program.code == 0, "\(program.errors)")
      kinds.append(contents(place))
    }
    #expect(kinds[0] != kinds[1] && !kinds[0].isEmpty)
    let loop = try folder.write(
      text(saving, (0 ..< 500).map { saving.ways[$0 % 2] }, place), to: "loop")
    var random = SystemRandomNumberGenerator()
    for _ in 0 ..< Self.moments {
      let delay = Double.random(in: 0.05 ..< 1, using: &random)
      try end(["--batch", "-x", loop], after: delay)
      #expect(kinds.contains(contents(place)), "after \(delay) s")
    }
    // What the killed ones have left is used up by one that is not.
    _ = try Program(["--batch", "-x", "\(folder.path)/1"])
    #expect(kinds.contains(contents(place)))
    #expect(try FileManager.default.contentsOfDirectory(atPath: inner) == ["it"])
  }

  private func end(_ arguments: [String], after delay: Double) throws {
    let process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: Headless.root)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: delay)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Two programs that save to one place at the same time do not mix what they save.
  @Test(arguments: savings.prefix(1))
  func twoWritersDoNotMix(_ saving: Saving) throws {
    let folder = try TemporaryFolder()
    let place = "\(folder.path)/it"
    var kinds: [[String: Data]] = []
    for way in saving.ways {
      let script = try folder.write(text(saving, [way], place), to: "\(kinds.count)")
      #expect(try Program(["--batch", "-x", script]).code == 0)
      kinds.append(contents(place))
      _ = try folder.write(
        text(saving, Array(repeating: way, count: 60), place), to: "loop\(kinds.count)")
    }
    let program = try Program(
      shell: "'\(Program.path)' --batch -x \(folder.path)/loop1 & "
        + "'\(Program.path)' --batch -x \(folder.path)/loop2; code=$?; wait $! && exit $code")
    #expect(program.code == 0, "\(program.errors)")
    #expect(kinds.contains(contents(place)))
  }

  /// Every command that writes a file.
  static let writers = [
    "save PLACE", "output PLACE", "ir --to PLACE", "ir --relay --to PLACE", "export csv PLACE",
    "export perfetto PLACE", "schedule save PLACE",
  ]

  private func run(_ line: String, _ place: String, _ shell: String) throws -> Program {
    let lines =
      line.hasPrefix("output") || line.hasPrefix("ir")
      ? ["load samples/models/digits_mlp.onnx", "input --random 1", "run"]
      : ["stream load samples/streams/gemm", "run"]
    let words = (lines + [line.replacing("PLACE", with: place)]).map { "-ex '\($0)'" }
    return try Program(
      shell: shell.replacing(
        "SLUICE", with: "'\(Program.path)' --batch \(words.joined(separator: " "))"))
  }

  /// Where a file may not become as long as it has to be, what was there stays.
  @Test(arguments: writers)
  func aFullDiskChangesNothing(_ line: String) throws {
    let folder = try TemporaryFolder()
    let place = try folder.write("kept", to: "file")
    let program = try run(line, place, "ulimit -f 0; SLUICE > /dev/null")
    #expect(program.code == 1)
    #expect(program.errors.contains("cannot write `\(place)`: File too large"), "\(program.errors)")
    #expect(try folder.bytes("file") == Data("kept".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    let full = try run(line, "/dev/full", "SLUICE")
    #expect(full.code == 1)
    #expect(full.errors.contains("cannot write `/dev/full`: No space left on device"))
  }

  @Test(arguments: ["stream save PLACE", "state save PLACE"])
  func aFullDiskChangesNoFolder(_ line: String) throws {
    let folder = try TemporaryFolder()
    let place = "\(folder.path)/it"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    _ = try folder.write("kept", to: "it/manifest.json")
    let program = try run(line, place, "ulimit -f 0; SLUICE > /dev/null")
    #expect(program.code == 1 && program.errors.contains("File too large"), "\(program.errors)")
    #expect(contents(place) == ["manifest.json": Data("kept".utf8)])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["it"])
  }

  /// A pipe that nobody reads any more, and one that nobody has begun to read.
  @Test(arguments: writers)
  func aClosedPipeIsAFailure(_ line: String) throws {
    let program = try run(
      line, "/dev/fd/3", "{ sleep 0.2; SLUICE 3>&1 > /dev/null; echo code $? >&2; } | true")
    #expect(program.errors.contains("cannot write `/dev/fd/3`: Broken pipe"), "\(program.errors)")
    #expect(program.errors.hasSuffix("code 1\n"), "\(program.errors)")
    let folder = try TemporaryFolder()
    let pipe = "\(folder.path)/pipe"
    _ = unsafe mkfifo(pipe, 0o600)
    let other = try run(line, pipe, "SLUICE")
    #expect(other.code == 1 && other.errors.contains("nobody reads from it"), "\(other.errors)")
  }

}
