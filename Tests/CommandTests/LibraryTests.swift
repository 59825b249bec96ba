import Commands
import Debugger
import Decoupled
import Diagnostics
import Foundation
import LibraryTarget
import TargetKit
import Testing

/// An accelerator without instructions takes its operators, the evaluator computes its regions, and
/// what needs instructions says that there are none.
@Suite struct LibraryTests {

  private static let description = """
    name: pair
    version: 1
    kind: library
    summary: sums and rectifiers
    operators: [add, nn.relu]
    patterns:
      - {name: pair.add_relu, kind: pair_add_relu, match: ["s = add(a, b)", "r = nn.relu(s)"]}
    """

  private static let model = """
    def @main(%x: Tensor[(2, 3), float32]) -> Tensor[(2, 3), float32] {
      %0 = abs(%x);
      %1 = sin(%0);
      %2 = nn.relu(%0);
      %3 = add(%2, %1);
      nn.relu(%3)
    }

    """

  private static let partition =
    "apply infer-types merge-composite annotate merge-regions partition"

  private static func withLibrary(_ body: (inout Interpreter) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (target, relay) = (folder.appending(path: "pair.yaml"), folder.appending(path: "m.relay"))
    try Data(description.utf8).write(to: target)
    try Data(model.utf8).write(to: relay)
    let targets = TargetTable(
      families: [.decoupled, .library], builtIns: BuiltInTargets().sources)
    var interpreter = Interpreter(Session(targets: targets))
    for line in ["target use \(target.path)", "load \(relay.path)", "input --random 3"] {
      _ = said(line, &interpreter)
    }
    try body(&interpreter)
  }

  private static func said(_ line: String, _ interpreter: inout Interpreter) -> String {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply.terminalText
  }

  @Test func itTakesItsOperators() throws {
    try Self.withLibrary { interpreter in
      let host = Self.said("run", &interpreter)
      _ = Self.said(Self.partition, &interpreter)
      let graph = Self.said("ir --relay", &interpreter)
      #expect(graph.contains("Compiler=\"pair\""))
      #expect(graph.contains("Composite=\"pair.add_relu\""))
      let partitioned = Self.said("run", &interpreter)
      let outputs = [host, partitioned].map { text in
        text.split(separator: "\n").filter { $0.contains("output0") }
      }
      #expect(outputs[0].count == 1)
      #expect(outputs[0] == outputs[1])
    }
  }

  @Test(arguments: [
    ("stream load samples/streams/gemm", "`pair` runs no streams of instructions"),
    ("stream list", "there is no stream"), ("lint", "there are no instructions"),
    ("timing rtl-2021", "`pair` has no timing `rtl-2021`"),
    ("profile", "there are no instructions"),
  ])
  func whatNeedsInstructionsSaysSo(_ line: String, _ sentence: String) throws {
    try Self.withLibrary { interpreter in
      let reply = interpreter.perform(line)
      #expect(reply.failure != nil)
      #expect(reply.terminalText.contains(sentence), "`\(line)`: \(reply.terminalText)")
    }
  }

  /// Every command ends in an answer or a sentence.
  @Test func nothingTraps() throws {
    try Self.withLibrary { interpreter in
      _ = Self.said(Self.partition, &interpreter)
      let lines = allCommands.flatMap { command in
        [command.info.name] + command.info.examples.map(\.line)
      }
      for line in lines where !line.hasPrefix("shell") {
        var own = interpreter
        let reply = own.perform(line)
        #expect(reply.failure == nil || !reply.diagnostics.isEmpty, "`\(line)` says nothing")
      }
    }
  }

  @Test func aMachineIsRefused() throws {
    let text = SourceText(name: "pair.yaml", text: Self.description)
    let target = try DescriptionReader.target(in: text, families: [.library])
    #expect(target is Library)
    #expect(throws: Diagnostic.self) { _ = try target.makeDevice() }
  }

}
