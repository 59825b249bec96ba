import Foundation
import Support
import Testing

@testable import Commands

/// One run of the program that was built beside the tests.
struct Program {

  let code: Int32
  let output: String
  let errors: String

  /// Runs it with `arguments` at the root of the package, with `input` as what it reads.
  init(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws {
    let (process, pipes) = try Self.start(arguments, environment)
    try pipes.input.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try pipes.input.fileHandleForWriting.close()
    self.init(process, pipes)
  }

  /// Runs `script`, which may run it.
  init(shell script: String) throws {
    let (process, pipes) = try Self.start(["-c", script], of: "/bin/sh")
    try pipes.input.fileHandleForWriting.close()
    self.init(process, pipes)
  }

  /// Where it is.
  static var path: String {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "sluice").path
  }

  /// Runs it, and interrupts it once it has printed a line.
  init(interrupting arguments: [String]) throws {
    let (process, pipes) = try Self.start(arguments)
    let first = pipes.output.fileHandleForReading.availableData
    Thread.sleep(forTimeInterval: 0.1)
    process.interrupt()
    self.init(process, pipes, first)
  }

  private struct Pipes {
    let input = Pipe()
    let output = Pipe()
    let errors = Pipe()
  }

  private static func start(
    _ arguments: [String], _ environment: [String: String] = [:], of program: String? = nil
  ) throws -> (Process, Pipes) {
    let process = Process()
    process.executableURL = URL(filePath: program ?? path)
    process.arguments = arguments
    process.environment = ["HOME": "/nonexistent", "LANG": "C.UTF-8", "TERM": "dumb"]
      .merging(environment) { $1 }
    process.currentDirectoryURL = URL(filePath: Headless.root)
    let pipes = Pipes()
    process.standardInput = pipes.input
    process.standardOutput = pipes.output
    process.standardError = pipes.errors
    try process.run()
    return (process, pipes)
  }

  private init(_ process: Process, _ pipes: Pipes, _ first: Data = Data()) {
    let rest = pipes.output.fileHandleForReading.readDataToEndOfFile()
    output = String(decoding: first + rest, as: UTF8.self)
    errors = String(
      decoding: pipes.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    code = process.terminationStatus
  }

  /// Standard output as objects, one a line.
  func objects() throws -> [JSON] {
    let objects = try output.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
    for object in objects { #expect(schemaProblem(of: object) == nil) }
    return objects
  }

  /// What of a reply is not as its command promises.
  private func schemaProblem(of object: JSON) -> String? {
    let line = object["command"]?.text ?? ""
    let word = line.hasPrefix("!") ? "shell" : line.split { " /".contains($0) }.first ?? ""
    let isNothing = object["ok"] == false && object["result"] == .object([])
    let command = try? Headless.interpreter().command(named: String(word))
    let result = isNothing ? .object([]) : command?.info.answer ?? .object([])
    return Reply.form(of: result).problem(in: object, at: "reply")
  }

}

/// A folder of its own for a test, gone afterwards.
final class TemporaryFolder {

  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    return "\(path)/\(name)"
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
  }

}
