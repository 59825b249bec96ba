import Debugger
import Diagnostics
import Foundation
import OrderedCollections
import Passes
import Simulation
import TargetKit
import Testing

/// Whose an operator is, and which ones are whose with another description.
@Suite struct OwnerTests {

  private static func withTarget<T>(
    _ changes: [(String, String)], _ body: (String) throws -> T
  ) throws -> T {
    var text = try Workshop.meanings()
    for (old, new) in changes {
      let range = try #require(text.range(of: old), "\(old)")
      text.replaceSubrange(range, with: new)
    }
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString).yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// What the description says of pooling, from the built-in text.
  private static func poolingPattern() throws -> String {
    let text = try Workshop.meanings()
    let begin = try #require(text.range(of: "  - name: vta.max_pool2d"))
    let end = try #require(text.range(of: "  - name: ", range: begin.upperBound ..< text.endIndex))
    return String(text[begin.lowerBound ..< end.lowerBound])
  }

  private func targets(of session: Session) -> Set<String> {
    Set(session.history?.program.lowered.values.map(\.target) ?? [])
  }

  /// Only the name is another: all that went to `vta` goes to it.
  @Test func aRenamedTargetTakesWhatItsPatternsMatch() throws {
    var session = try Workshop.load("digits_lenet", withImages: false)
    try session.applyAll(until: "quantize")
    let reference = try session.runToEnd()
    try Self.withTarget([("name: vta\n", "name: mine\n")]) { path in
      let answer = try session.ownerDifference(of: [], with: [path])
      #expect(answer.before == "vta" && answer.after == "mine")
      #expect(!answer.changes.isEmpty)
      #expect(answer.changes.allSatisfy { $0.before == "vta" && $0.after == "mine" })
      try session.selectTargets([path])
    }
    try session.applyAll()
    #expect(targets(of: session) == ["mine"])
    #expect(try session.runToEnd() == reference)
    let reasons = try session.why("@/c1/Conv").reasons
    #expect(reasons.contains { $0.sentence.text.contains(", on mine") })
  }

  /// Without a pattern its operators are on the host, and what is but another name for their values.
  @Test func aTableWithoutAPatternListsItsOperators() throws {
    var session = try Workshop.load("digits_lenet", withImages: false)
    try session.applyAll(until: "quantize")
    let answer = try Self.withTarget([(try Self.poolingPattern(), "")]) {
      try session.ownerDifference(of: [], with: [$0])
    }
    #expect(answer.changes.allSatisfy { $0.before == "vta" && $0.after == "host" })
    let pools = answer.changes.filter { $0.text.contains("nn.max_pool2d") }
    #expect(pools.count == 2, "\(answer.changes)")
    let others = answer.changes.filter { !pools.contains($0) }
    #expect(others.allSatisfy { $0.text.contains("flatten") || $0.text.contains("reshape") })

    // The program is what it was, and is parted anew from wherever it stands.
    let position = session.history?.entries.count
    try session.applyAll()
    let again = try Self.withTarget([(try Self.poolingPattern(), "")]) {
      try session.ownerDifference(of: ["vta"], with: [$0])
    }
    #expect(again.changes.filter { $0.text.contains("nn.max_pool2d") }.count == 2)
    #expect(session.history?.entries.count ?? 0 > position ?? 0)
    #expect(try session.ownerDifference(of: ["vta"], with: ["vta"]).changes == [])
  }

  /// From step to step: nothing moves but where a pass moves it.
  @Test func stepsMoveOperators() throws {
    var session = try Workshop.load("digits_lenet", withImages: false)
    try session.applyAll()
    let history = try #require(session.history)
    let calls = history.entries.compactMap(\.call?.name)
    let quantized = try #require(calls.firstIndex(of: "quantize")) + 1
    let merged = try #require(calls.firstIndex(of: "merge-composite")) + 1
    let parted = try #require(calls.firstIndex(of: "partition")) + 1
    let whole = try session.ownerDifference(from: quantized, to: parted)
    #expect(whole.before == "P\(quantized)" && whole.after == "P\(parted)")
    #expect(!whole.changes.isEmpty)
    #expect(whole.changes.allSatisfy { $0.before == "host" && $0.after == "vta" })
    let composed = try session.ownerDifference(from: quantized, to: merged)
    #expect(!composed.changes.isEmpty)
    let (all, some) = (Set(whole.changes.map(\.node)), Set(composed.changes.map(\.node)))
    #expect(some.isSuperset(of: all))
    #expect(try session.ownerDifference(from: parted, to: nil).changes == [])
    #expect(try session.ownerDifference(from: parted, to: quantized).changes.count == all.count)
  }

}
