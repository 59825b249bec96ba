import Commands
import Debugger
import Diagnostics
import Foundation
import GraphIR
import Passes
import Simulation
import Support
import TargetKit
import Testing

/// What `why` says, and by which numbers it is asked.
@Suite struct WhyTests {

  private func said(_ line: String, _ interpreter: inout Interpreter) -> Reply {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply
  }

  /// A session over a model in Relay text, taken through `passes`.
  private func interpreter(_ text: String, apply passes: String) throws -> Interpreter {
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString).relay"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var interpreter = Headless.interpreter()
    _ = said("load \(path)", &interpreter)
    _ = said("apply \(passes)", &interpreter)
    return interpreter
  }

  private static let passes = "infer-types merge-composite annotate merge-regions partition"

  /// A convolution of two groups, which the target does not take.
  private static let grouped = """
    def @main(%x: Tensor[(1, 16, 8, 8), int8], %w: Tensor[(16, 8, 3, 3), int8]) {
      %0 = nn.conv2d(%x, %w, padding=[1, 1, 1, 1], groups=2, channels=16, kernel_size=[3, 3], out_dtype="int32");
      %1 = right_shift(%0, 8);
      %2 = clip(%1, a_min=-127f, a_max=127f);
      cast(%2, dtype="int8")
    }
    """

  /// Every number in what `ir` shows is that of the operator on its line.
  @Test(arguments: ["infer-types", "merge-composite", "annotate", "partition"])
  func oneNumbering(_ last: String) throws {
    var interpreter = Headless.interpreter()
    _ = said("load samples/models/digits_resnet.onnx", &interpreter)
    _ = said("apply --until \(last)", &interpreter)
    let module = try #require(interpreter.session.history?.program).module
    var count = 0
    for line in said("ir", &interpreter).text.split(separator: "\n") {
      let named = line.firstMatch(of: #/^\s*%(\d+) = ([a-z][a-z0-9_.]*)\(/#)
      let inline = line.firstMatch(of: #/^\s*([a-z][a-z0-9_.]*)\(.*// %(\d+), /#)
      let pairs = [named.map { ($0.1, $0.2) }, inline.map { ($0.2, $0.1) }].compactMap(\.self)
      for (number, op) in pairs {
        let id = ID<Node>(try #require(Int(number)))
        #expect(module[id].op?.name ?? "" == op, "\(line)")
        let reasons = try interpreter.session.why("%\(number)").reasons
        #expect(op.hasPrefix("annotation.") || reasons.contains { $0.node == "%\(number)" })
        count += 1
      }
    }
    #expect(count > 5)
  }

  /// A condition says where it stands in the description: its sentence is on that line.
  @Test func conditionsSayTheirLine() throws {
    var interpreter = try interpreter(Self.grouped, apply: Self.passes)
    let module = try #require(interpreter.session.history?.program).module
    let id = try #require(module.reachable.first { module[$0].op?.name == "nn.conv2d" })
    let reasons = try interpreter.session.why("\(id)").reasons
    let cause = try #require(reasons.first)
    #expect(cause.isRoot && cause.code == .decision(.condition))
    let values = Dictionary(
      cause.references.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(values["actual"] == .text("2"))
    #expect(values["position"] == .text("product"))
    guard case .place(let place) = values["place"] else {
      Issue.record("no place in \(values)")
      return
    }
    let source = try BuiltInTargets().source(named: "vta")
    let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[place.line - 1].contains("attribute: groups"))
    #expect(said("why \(id)", &interpreter).text.contains("\(place.file):\(place.line)"))
  }

  /// What follows the convolution is told its cause, and all that was tried only where it is asked.
  @Test func nearMissesAreToldOnRequest() throws {
    var interpreter = try interpreter(Self.grouped, apply: Self.passes)
    let module = try #require(interpreter.session.history?.program).module
    let id = try #require(module.reachable.first { module[$0].op?.name == "right_shift" })
    let short = try interpreter.session.why("\(id)").reasons
    #expect(short.count { $0.isTaken == false } == 1)
    let text = try #require(short.first).sentence.text
    #expect(text.contains("its operand ") && text.contains("`nn.conv2d` was refused because"))
    let whole = try interpreter.session.why("\(id)", isWhole: true).reasons
    #expect(whole.first == short.first)
    #expect(whole.contains { $0.level == 1 })
    #expect(said("why \(id) --all", &interpreter).text.contains("\n  "))
  }

  /// A node that a pass has replaced says what was made from it.
  @Test func whatIsGoneSaysSo() throws {
    var interpreter = Headless.interpreter()
    _ = said("load samples/models/digits_lenet.onnx", &interpreter)
    let before = try #require(interpreter.session.history?.program).module
    let id = try #require(before.reachable.first { before[$0].op?.name == "nn.conv2d" })
    _ = said("apply --until quantize", &interpreter)
    let reasons = try interpreter.session.why("\(id)").reasons
    #expect(reasons.first?.code == .gone)
    #expect(reasons.first?.sentence.text.contains("nn.conv2d") == true)
  }

  @Test func regionsSayWhyTheyAreTwo() throws {
    var interpreter = Headless.interpreter()
    _ = said("load samples/models/digits_resnet.onnx", &interpreter)
    _ = said("apply --until partition", &interpreter)
    let answer = said("why-not-merge @/c/Conv @/fc/Gemm", &interpreter).text
    #expect(answer.contains("sum") && answer.contains("is on the host"), "\(answer)")
    let same = try interpreter.session.whyNotMerge("@/c/Conv", "@/c/Conv").reasons
    #expect(same.first?.code == .oneRegion)
    #expect(throws: Diagnostic.self) { try interpreter.session.whyNotMerge("@/c/Conv", "%image") }
  }

}
