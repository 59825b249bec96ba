import Commands
import Debugger
import Diagnostics
import Foundation
import Support
import Tensors
import Testing

/// Libraries take their tensors from memory of one allocator, and put them there.
@Suite(.enabled(if: Tools.hasCompiler, Tools.noCompiler))
struct LibraryMemoryTests {

  private static let plans = ["own", "shared", "auto"]

  private static let passes = "apply infer-types merge-composite annotate merge-regions partition"

  /// The text of a random program: some of its operators are functions of the library, the others are
  /// computed by the host, and views lie between.
  private static func program(seed: Int) -> String {
    var random = SplitMix64(seed: UInt64(seed))
    var lines: [String] = []
    var values = ["%x", "%y"]
    for number in 0 ..< 7 + seed {
      let (a, b) = (
        values.suffix(4).randomElement(using: &random)!, values.randomElement(using: &random)!
      )
      let calls = [
        "add(\(a), \(b))", "add(\(a), \(b))", "tanh(\(a))", "tanh(\(a))", "nn.relu(\(a))",
        "abs(\(a))", "maximum(\(a), \(b))", "negative(\(a))",
      ]
      let call = calls.randomElement(using: &random)!
      if Int.random(in: 0 ..< 6, using: &random) == 0 {
        lines.append("%v\(number) = reshape(\(a), newshape=[3, 4]);")
        lines.append("%w\(number) = tanh(%v\(number));")
        lines.append("%\(number) = reshape(%w\(number), newshape=[2, 6]);")
      } else {
        lines.append("%\(number) = \(call);")
      }
      values.append("%\(number)")
    }
    let results = values.suffix(3).joined(separator: ", ")
    let type = "Tensor[(2, 6), float32]"
    return "#[version = \"0.0.5\"]\ndef @main(%x: \(type), %y: \(type)) {\n"
      + lines.joined(separator: "\n") + "\n(\(results))\n}\n"
  }

  /// Whose memory values stand in changes neither what is computed, nor that nothing is copied; what a
  /// run copies is what was planned.
  @Test(arguments: 0 ..< 5)
  func plansGiveTheSameValues(_ seed: Int) throws {
    let text = Self.program(seed: seed)
    var host = try Bench(target: Tools.small, model: text)
    try host.does("input --random 7")
    let reference = try host.outputs()
    var bytes: [[UInt8]] = []
    for plan in Self.plans {
      var bench = try Bench(target: Tools.small, model: text)
      try bench.does(
        "input --random 7", Self.passes, "apply plan-memory{host-allocator=\(plan)}",
        "apply emit-c")
      let outputs = try bench.outputs()
      #expect(distance(outputs, reference) < 1e-6, "\(plan)\n\(text)")
      bytes.append(outputs.flatMap { Array($0.bytes) })
      let answer = bench.interpreter.perform("info copies").result
      #expect(answer["run"]?["differences"]?.elements?.isEmpty == true, "\(plan)\n\(text)")
      #expect(answer["run"]?["bytes"]?.integer == 0, "\(plan)\n\(text)")
      #expect((answer["arena"] != nil) == (plan != "own"), "\(plan)")
      try bench.does("assert copies == 0")
    }
    #expect(bytes[0] == bytes[1] && bytes[1] == bytes[2])
  }

  /// Steps over calls go both ways.
  @Test func stepsShareMemory() throws {
    let text = Self.program(seed: 3)
    var outputs: [[Tensor]] = []
    for plan in ["own", "shared"] {
      var bench = try Bench(target: Tools.small, model: text)
      try bench.does(
        "input --random 9", Self.passes, "apply plan-memory{host-allocator=\(plan)}",
        "apply emit-c", "start", "si", "si")
      let hash = bench.says("state hash")
      try bench.does("si", "rsi")
      #expect(bench.says("state hash") == hash)
      outputs.append(try bench.outputs())
    }
    #expect(outputs[0].map { Array($0.bytes) } == outputs[1].map { Array($0.bytes) })
  }

}
