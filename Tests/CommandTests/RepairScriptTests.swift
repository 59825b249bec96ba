import Foundation
import Support
import Testing

@testable import Commands

/// A program that reads nothing but JSON gets along with what a reader reads in sentences.
@Suite struct RepairScriptTests {

  /// What the script is told: the result of each line, from text to JSON and back.
  private struct Script {

    var interpreter = Headless.interpreter()

    mutating func ask(_ line: String) throws -> (result: JSON, isFailure: Bool) {
      let text = interpreter.perform(line).json.description
      let reply = try JSON(parsing: Array(text.utf8))
      return (try #require(reply["result"]), reply["ok"]?.flag == false)
    }

  }

  /// The deadlock names its edits, a format says where its fields are: that is enough to write the
  /// stream anew, and the run proves it.
  @Test func repairsADeadlockByItsEdits() throws {
    var script = Script()
    _ = try script.ask("stream load samples/streams/deadlock")
    #expect(try script.ask("run").isFailure)
    let stop = try #require(try script.ask("why").result["stop"])
    #expect(stop["reason"]?.text == "deadlock")
    let edits = try #require(stop["edits"]?.elements)
    #expect(!edits.isEmpty)

    let folder = try changedStream(edits, &script)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try script.ask("stream load \(folder)")
    let run = try script.ask("run")
    #expect(!run.isFailure)
    #expect(run.result["stop"]?["kind"]?.text == "end")
    let left = try script.ask("info insns").result["instructions"]?.elements
    #expect(left?.allSatisfy { $0["done"]?.flag == true } == true)
  }

  /// A copy of the stream with other fields, in a new folder.
  private func changedStream(_ edits: [JSON], _ script: inout Script) throws -> String {
    let source = "\(Headless.root)/samples/streams/deadlock"
    let folder = NSTemporaryDirectory() + "sluice-repair-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: source, toPath: folder)
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/insns.bin")))
    for edit in edits {
      let number = try #require(edit["instruction"]?.integer)
      let row = try #require(
        try script.ask("info insns \(number)").result["instructions"]?.elements?.first)
      let name = try #require(edit["field"]?.text)
      #expect(row["fields"]?[name]?.integer == edit["from"]?.integer)
      let format = try #require(
        try script.ask("explain \(row["format"]?.text ?? "")").result["instruction"])
      let size = try #require(format["bits"]?.integer) / 8
      let field = try #require(format["fields"]?.elements?.first { $0["name"]?.text == name })
      let lsb = try #require(field["lsb"]?.integer)
      for bit in 0 ..< (field["width"]?.integer ?? 0) {
        let place = lsb + bit
        let mask = UInt8(1) << UInt8(place % 8)
        let isSet = (edit["to"]?.integer ?? 0) >> bit & 1 == 1
        let index = number * size + place / 8
        bytes[index] = isSet ? bytes[index] | mask : bytes[index] & ~mask
      }
    }
    try Data(bytes).write(to: URL(filePath: folder + "/insns.bin"))
    return folder
  }

  /// Assembler text of all rows makes the same stream.
  @Test func rowsHoldTheirAssembly() throws {
    var script = Script()
    _ = try script.ask("stream load samples/streams/deadlock")
    let rows = try #require(try script.ask("info insns").result["instructions"]?.elements)
    let file = NSTemporaryDirectory() + "sluice-rows-\(UUID().uuidString).asm"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let text = rows.compactMap { $0["assembly"]?.text }.joined(separator: "\n")
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    _ = try script.ask("assemble \(file)")
    #expect(try script.ask("info insns").result["instructions"]?.elements == rows)
  }

  /// Causes are nodes and edges between them, and every sentence says what its parts are.
  @Test func causesAreNodesAndEdges() throws {
    var script = Script()
    _ = try script.ask("stream load samples/streams/deadlock")
    _ = try script.ask("run")
    let answer = try script.ask("why").result
    let units = Set(
      try #require(answer["stop"]?["nodes"]?.elements).compactMap { $0["unit"]?.text })
    let edges = try #require(answer["stop"]?["edges"]?.elements)
    #expect(!edges.isEmpty)
    for edge in edges {
      #expect(units.isSuperset(of: [edge["from"], edge["to"]].compactMap { $0?.text }))
    }
    let reasons = try #require(answer["reasons"]?.elements)
    #expect(reasons.first?["code"]?.text == "deadlock")
    #expect(reasons.contains { $0["code"]?.text == "repair" })
    for reason in reasons {
      let parts = reason["sentence"]?["parts"]?.elements ?? []
      #expect(!parts.contains { $0.text?.contains("#") ?? false }, "\(parts)")
    }
  }

  @Test func racesAreTwoAccessesWithRanges() throws {
    var script = Script()
    _ = try script.ask("stream load samples/streams/gemm")
    _ = try script.ask("assemble samples/streams/gemm/race.asm")
    _ = try script.ask("run")
    let race = try #require(try script.ask("why").result["stop"])
    let accesses = try #require(race["accesses"]?.elements)
    #expect(accesses.count == 2)
    #expect(accesses.contains { $0["access"]?.text == "write" })
    for access in accesses { #expect(access["range"]?.elements?.count == 2) }
  }

}
