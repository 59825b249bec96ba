import Commands
import Debugger
import Diagnostics
import Foundation
import GraphIR
import Passes
import Simulation
import Support
import Testing

/// What `why` says, and by which numbers it is asked.
@Suite struct WhyTests {

  private func said(_ line: String, _ interpreter: inout Interpreter) -> Reply {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply
  }

  /// An accelerator that takes a chain of three, and two other things.
  private static let description = """
    name: links
    version: 1
    kind: library
    summary: a chain
    types: {data: float32, weight: float32, accumulator: float32}
    operators: [exp]
    patterns:
      - name: links.chain
        kind: chain
        match:
          - first = abs(x)
          - second = clip(first)
          - third = negative(second)
        conditions:
          - {of: second, attribute: a_max, is: 6, else: "the limit is {found}"}
      - {name: links.pair, kind: pair, match: ["first = abs(x)", "second = tanh(first)"]}
    """

  private static let model = """
    def @main(%x: Tensor[(2, 3), float32]) {
      %0 = abs(%x);
      %1 = clip(%0, a_min=0f, a_max=7f);
      %2 = negative(%1);
      %3 = exp(%2);
      %4 = nn.softmax(%3);
      exp(%4)
    }
    """

  /// A session over `model` that was partitioned for the accelerator.
  private func partitioned() throws -> (interpreter: Interpreter, module: GraphModule) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (target, model) = (folder.appending(path: "links.yaml"), folder.appending(path: "m.relay"))
    try Data(Self.description.utf8).write(to: target)
    try Data(Self.model.utf8).write(to: model)
    var interpreter = Headless.interpreter()
    for line in [
      "target use \(target.path)", "load \(model.path)",
      "apply infer-types merge-composite annotate merge-regions partition",
    ] {
      _ = said(line, &interpreter)
    }
    return (interpreter, try #require(interpreter.session.history?.program).module)
  }

  private func node(_ op: String, _ module: GraphModule) throws -> ID<Node> {
    try #require(module.reachable.first { module[$0].op?.name == op })
  }

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

  /// A condition says where it stands in the description.
  @Test func conditionsSayTheirLine() throws {
    var (interpreter, module) = try partitioned()
    let id = try node("clip", module)
    let cause = try #require(try interpreter.session.why("\(id)").reasons.first)
    #expect(cause.isRoot && cause.code == .decision(.condition))
    let values = Dictionary(
      cause.references.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(values["pattern"] == .text("links.chain"))
    #expect(values["position"] == .text("second"))
    guard case .place(let place) = values["place"] else {
      Issue.record("no place in \(values)")
      return
    }
    let lines = Self.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[place.line - 1].contains("attribute: a_max"))
    #expect(said("why \(id)", &interpreter).text.contains("links.yaml:\(place.line)"))
  }

  /// What comes before it is told its cause, and all that was tried only where it is asked.
  @Test func nearMissesAreToldOnRequest() throws {
    var (interpreter, module) = try partitioned()
    let id = try node("abs", module)
    let short = try interpreter.session.why("\(id)").reasons
    #expect(short.count { $0.isTaken == false } == 1)
    let text = try #require(short.first).sentence.text
    #expect(text.contains("its consumer \(try node("clip", module)) `clip` was refused because"))
    #expect(text.hasSuffix("`links.chain`: the limit is 7f"))
    let whole = try interpreter.session.why("\(id)", isWhole: true).reasons
    #expect(whole.first == short.first)
    let misses = whole.filter { $0.level == 1 }
    #expect(misses.contains { $0.sentence.text.contains("`links.pair` wants `tanh`") })
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
    var (interpreter, module) = try partitioned()
    let ids = module.reachable.filter { module[$0].op?.name == "exp" }
    try #require(ids.count == 2)
    let answer = said("why-not-merge \(ids[0]) \(ids[1])", &interpreter).text
    #expect(answer.contains("nn.softmax is on the host: "), "\(answer)")
    let same = try interpreter.session.whyNotMerge("\(ids[0])", "\(ids[0])").reasons
    #expect(same.first?.code == .oneRegion)
    #expect(throws: Diagnostic.self) {
      try interpreter.session.whyNotMerge("\(ids[0])", "%x")
    }
  }

}
