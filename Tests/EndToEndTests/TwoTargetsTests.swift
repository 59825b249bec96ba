import Debugger
import Diagnostics
import Foundation
import OrderedCollections
import Passes
import Simulation
import TargetKit
import Tensors
import Testing

/// One program for two accelerators of one family.
@Suite struct TwoTargetsTests {

  /// The built-in description with other sizes and another name, which takes matrices alone.
  private static func smaller(name: String = "mini") throws -> String {
    var text = try Workshop.meanings()
    let patterns = try #require(text.range(of: "  - name: vta.conv2d"))
    let dense = try #require(text.range(of: "  - name: vta.dense"))
    text.removeSubrange(patterns.lowerBound ..< dense.lowerBound)
    let sum = try #require(text.range(of: "  - name: vta.add"))
    let timing = try #require(text.range(of: "\ntiming:"))
    text.removeSubrange(sum.lowerBound ..< timing.lowerBound)
    let changes = [
      ("name: vta", "name: \(name)"), ("shape: [16, 16]", "shape: [8, 8]"),
      ("shape: [1, 16]", "shape: [1, 8]"), ("depth: 2048", "depth: 512"),
      ("depth: 1024", "depth: 256"),
    ]
    for (old, new) in changes { text = text.replacingOccurrences(of: old, with: new) }
    return text
  }

  /// Writes `text` into a new file and gives its path to `body`.
  private static func withFile<T>(_ text: String, _ body: (String) throws -> T) throws -> T {
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString).yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private static func session(_ model: String = "digits_lenet") throws -> Session {
    var session = try Workshop.load(model, withImages: false)
    try withFile(smaller()) { try session.selectTargets([$0, "vta"]) }
    return session
  }

  private func targets(of session: Session) -> [String] {
    session.history?.program.lowered.values.map(\.target) ?? []
  }

  /// Both are lowered, both run, and compute what the evaluator does, to the bit.
  @Test func bothAreLoweredAndRun() throws {
    var session = try Self.session()
    try session.applyAll(until: "quantize")
    let reference = try session.runToEnd()
    try session.applyAll()
    _ = session.takeReports()
    #expect(Set(targets(of: session)) == ["mini", "vta"])
    let lowered = try #require(session.history?.program.lowered.values)
    #expect(lowered.allSatisfy { $0 is StreamRegion })
    #expect(try session.runToEnd() == reference)
    #expect(session.takeReports().isEmpty)

    // One numbering over the instructions of both.
    let instructions = session.instructions(0 ..< 1_000_000)
    let counts = lowered.compactMap { ($0 as? StreamRegion)?.workload.instructionCount }
    #expect(instructions.map(\.number) == Array(0 ..< counts.reduce(0, +)))
    for number in stride(from: 0, to: instructions.count, by: 7) {
      _ = try session.go(to: "#\(number)")
      #expect(session.nextInstruction == number)
    }

    #expect(try session.why("@/c1/Conv").reasons.contains { "\($0.sentence)".contains(", on vta") })
    let reasons = try session.why("@/f1/Gemm").reasons
    #expect(reasons.contains { $0.sentence.text.contains(", on mini") })
  }

  /// A name without a target is a pass of each; what is shown says of which.
  @Test func everyPassSaysItsTarget() throws {
    var session = try Self.session()
    #expect(
      try session.calls(["tile"], all: false, until: nil).map(\.call.target) == ["mini", "vta"])
    #expect(try session.calls(["vta:tile"], all: false, until: nil).map(\.call.target) == ["vta"])
    for word in ["pico:tile", "vta:simplify", "vta:tyle"] {
      #expect(throws: Diagnostic.self) { try session.calls([word], all: false, until: nil) }
    }
    try session.applyAll(until: "vta:tile")
    #expect(session.headline.pass == "vta:tile")
    #expect(try session.undo(2) == ["vta:tile", "mini:tile"])
    #expect(targets(of: session).isEmpty)
    #expect(try session.redo() == ["mini:tile"])
    #expect(Set(targets(of: session)) == ["mini"])
    // What was left out of one accelerator is not lost.
    let left = session.remainingPipeline.map { "\($0)" }
    #expect(left.prefix(3) == ["vta:tile", "mini:cache", "vta:cache"])
    let place = try #require(session.pipelineViews.firstIndex { $0.call == "mini:tile" })
    try session.changePipeline(.drop(place + 1))
    #expect(targets(of: session).first == "vta")
    try session.changePipeline(.insert("tile{rows=1}", at: place + 1))
    let calls = session.pipelineViews.map(\.call)
    #expect(calls[place ... place + 1] == ["mini:tile{rows=1}", "vta:tile{rows=1}"])
    #expect(
      try session.passViews().map(\.name).filter { $0.hasSuffix("tile") } == [
        "mini:tile", "vta:tile",
      ])
  }

  @Test func aBreakpointIsAtThePassOfOneTarget() throws {
    var session = try Self.session()
    _ = try session.addStop(.breakpoint, "pass:vta:tile")
    let passes = try session.calls(["tile"], all: false, until: nil)
    #expect(session.stop(before: passes[0]) == nil)
    #expect(session.stop(before: passes[1]) != nil)
  }

  /// The host says that it runs what was meant for an accelerator.
  @Test func theHostSaysWhatItRuns() throws {
    var session = try Self.session()
    try session.applyAll(until: "partition")
    for call in try session.calls(["plan-memory"], all: false, until: nil) {
      try session.apply(call)
    }
    _ = session.takeReports()
    _ = try session.runToEnd()
    let notes = session.takeReports().map(\.message)
    #expect(notes.count == 2)
    for name in ["`mini`", "`vta`"] {
      #expect(notes.contains { $0.contains("the host runs") && $0.contains(name) })
    }
  }

  @Test func twoOfOneNameAreRefused() throws {
    var session = try Workshop.load("digits_mlp", withImages: false)
    let selected = session.targets.selected
    try Self.withFile(Self.smaller(name: "vta")) { file in
      let error = try #require(throws: Diagnostic.self) {
        try session.selectTargets(["vta", file])
      }
      #expect(error.message.contains("two of the targets are called `vta`"))
      #expect(session.targets.selected == selected)
      // Alone it takes the place of the one that is built in.
      try session.selectTargets([file])
      #expect(session.targets.selected == ["vta"])
    }
  }

  /// A program made for an accelerator that is another one now is not run without a word.
  @Test func aReplacedTargetIsSaid() throws {
    var session = try Workshop.lowered("digits_mlp")
    try Self.withFile(Self.smaller(name: "vta")) { try session.selectTargets([$0]) }
    #expect(session.takeReports().contains { $0.message.contains("another accelerator now") })
  }

}
