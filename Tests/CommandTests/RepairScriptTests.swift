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

    let after = try #require(stop["repairs"]?.elements?.first?["after"]?.text)
    let file = try changedListing(edits, after, &script)
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(!(try script.ask("assemble \(file)").isFailure))
    let run = try script.ask("run")
    #expect(!run.isFailure)
    #expect(run.result["stop"]?["kind"]?.text == "end")
    let left = try script.ask("info insns").result["instructions"]?.elements
    #expect(left?.allSatisfy { $0["done"]?.flag == true } == true)
  }

  /// A listing of the stream in which the instruction that the edits are of is `after`, which has
  /// the fields that they say.
  private func changedListing(
    _ edits: [JSON], _ after: String, _ script: inout Script
  ) throws -> String {
    var rows = try #require(try script.ask("info insns").result["instructions"]?.elements)
    let number = try #require(edits[0]["instruction"]?.integer)
    for edit in edits {
      let name = try #require(edit["field"]?.text)
      #expect(edit["instruction"]?.integer == number)
      #expect(rows[number]["fields"]?[name]?.integer == edit["from"]?.integer)
    }
    rows[number]["assembly"] = .text(after)
    let file = NSTemporaryDirectory() + "sluice-repair-\(UUID().uuidString).asm"
    try rows.compactMap { $0["assembly"]?.text }.joined(separator: "\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    _ = try script.ask("assemble \(file)")
    let changed = try #require(try script.ask("info insns").result["instructions"]?.elements)
    for edit in edits {
      #expect(
        changed[number]["fields"]?[edit["field"]?.text ?? ""]?.integer == edit["to"]?.integer)
    }
    return file
  }

  /// A stream that lives on a token is given it, by its edits alone, and the run proves it; the
  /// folder that is saved keeps it.
  @Test func repairsADeadlockByTokens() throws {
    var script = Script()
    _ = try script.ask("stream load samples/streams/gemm")
    var rows = try #require(try script.ask("info insns").result["instructions"]?.elements)
    let lines = rows.compactMap { $0["assembly"]?.text }
    let first = try #require(lines.firstIndex { $0.contains("push_prev") })
    let gemm = try #require(lines.lastIndex { $0.hasPrefix("gemm") })
    rows[first]["assembly"] = .text(lines[first].replacing(" push_prev", with: ""))
    rows[gemm]["assembly"] = .text(lines[gemm] + " push_prev")
    let folder = try TemporaryFolder()
    let file = try folder.write(
      rows.compactMap { $0["assembly"]?.text }.joined(separator: "\n"), to: "a.asm")
    #expect(!(try script.ask("assemble \(file)").isFailure))
    #expect(try script.ask("run").isFailure)
    let stop = try #require(try script.ask("why").result["stop"])
    #expect(stop["root"]?["kind"]?.text == "circle")
    #expect(stop["root"]?["unit"]?.text == "load")
    #expect(stop["nodes"]?.elements?.first?["root"]?.flag == true)
    let edits = try #require(stop["edits"]?.elements)
    #expect(edits == [["queue": "g2l", "field": "tokens", "from": 0, "to": 1]])
    let words = edits.compactMap { edit in
      edit["queue"]?.text.map { "\($0)=\(edit["to"]?.integer ?? 0)" }
    }
    #expect(!(try script.ask("stream tokens \(words.joined(separator: " "))").isFailure))
    #expect(try script.ask("run").result["stop"]?["kind"]?.text == "end")
    _ = try script.ask("stream save \(folder.path)/saved")
    _ = try script.ask("stream load \(folder.path)/saved")
    let tokens = try script.ask("stream tokens").result["tokens"]?.elements
    #expect(tokens?.first { $0["queue"]?.text == "g2l" }?["tokens"]?.integer == 1)
    #expect(try script.ask("run").result["stop"]?["kind"]?.text == "end")
    #expect(try script.ask("stream tokens g2l=-1").isFailure)
    #expect(try script.ask("stream tokens nowhere=1").isFailure)
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
