import Commands
import Debugger
import Foundation
import Support
import Testing

/// The smallest change that gets a node onto an accelerator, as `fix` finds it.
@Suite struct FixTests {

  private static func answer(_ line: String, _ interpreter: inout Interpreter) -> Reply {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply
  }

  /// The operators on accelerators.
  private static func offloaded(_ interpreter: inout Interpreter) -> Int? {
    let owners = answer("coverage", &interpreter).result["owners"]?.elements ?? []
    return owners.filter { $0["target"]?.text != nil }.reduce(0) {
      $0 + ($1["operators"]?.integer ?? 0)
    }
  }

  /// What `fix` proposes: its lines, and how many operators are on accelerators then.
  private static func way(
    _ node: String, _ interpreter: inout Interpreter
  ) throws -> (commands: [String], operators: Int) {
    let result = answer("fix \(node)", &interpreter).result
    let way = try #require(result["ways"]?.elements?.first, "\(result)")
    return (
      way["commands"]?.elements?.compactMap(\.text) ?? [],
      way["after"]?["offloaded"]?["operators"]?.integer ?? 0
    )
  }

  /// What was left out, switched off or said is found, and doing what is proposed does it.
  @Test(arguments: [
    (["exclude nn.dense", "apply --until partition"], "@/f2/Gemm", ["pipeline drop"]),
    (
      ["apply --until fold-constants", "skip 2", "apply --until partition"], "@/f2/Gemm",
      ["pipeline insert 4 quantize"]
    ),
    (
      ["exclude nn.dense", "apply --until fold-constants", "skip 2", "apply --until partition"],
      "@/f2/Gemm", ["pipeline drop", "pipeline insert 4 quantize"]
    ),
    (
      ["apply --until legalize", "apply 'quantize{skip=/f2/Gemm}'", "apply --until partition"],
      "@/f2/Gemm", ["pipeline replace"]
    ),
    (
      ["apply --until merge-regions", "apply 'partition{method=size>=1000}'"], "@/f2/Gemm",
      ["pipeline replace"]
    ),
  ])
  func whatItProposesDoesIt(_ lines: [String], _ node: String, _ heads: [String]) throws {
    var interpreter = Headless.interpreter(in: .model)
    for line in lines { _ = Self.answer(line, &interpreter) }
    let before = Self.answer("pipeline", &interpreter).text
    let (commands, operators) = try Self.way(node, &interpreter)
    #expect(Self.answer("pipeline", &interpreter).text == before)
    #expect(commands.count == heads.count)
    for (command, head) in zip(commands, heads) {
      #expect(command.hasPrefix(head), "\(command)")
    }
    var typed = interpreter
    for command in commands { _ = Self.answer(command, &typed) }
    #expect(Self.offloaded(&typed) == operators)
    #expect(operators > Self.offloaded(&interpreter) ?? 0)
    _ = Self.answer("fix \(node) --apply", &interpreter)
    #expect(Self.offloaded(&interpreter) == operators)
    _ = Self.answer("undo", &interpreter)
    #expect(Self.answer("pipeline", &interpreter).text == before)
  }

  /// A description that asks for more than its accelerator needs: the line is named, and the program
  /// runs without it.
  @Test func findsWhatADescriptionNeedNotAskFor() throws {
    let text = try String(
      contentsOfFile: Headless.root + "/Tests/DescribedTests/Descriptions/meanings.yaml",
      encoding: .utf8)
    let head = "      - {of: data, element: int8, else: \"the input is {found}; the multipliers"
    let line = #"      - {of: data, axis: 2, multiple-of: 7, else: "sevens only"}"#
    let strict = try #require(
      text.firstRange(of: head).map { range in
        text.replacingCharacters(in: range, with: line + "\n" + head)
      })
    let file = FileManager.default.temporaryDirectory.path + "/strict-\(UUID().uuidString).yaml"
    try strict.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    var interpreter = Headless.interpreter()
    for line in ["target use \(file)", "load samples/models/digits_lenet.onnx"] {
      _ = Self.answer(line, &interpreter)
    }
    let answer = Self.answer("fix @/c1/Conv", &interpreter)
    let place =
      1 + strict.prefix(upTo: strict.firstRange(of: line)!.lowerBound).count { $0 == "\n" }
    #expect(answer.text.contains("strict-"), "\(answer.text)")
    #expect(answer.text.contains(".yaml:\(place)"), "\(answer.text)")
    let applied = interpreter.perform("fix @/c1/Conv --apply")
    #expect(applied.failure != nil)
    #expect(applied.terminalText.contains("a file has to be changed"), "\(applied.terminalText)")
  }

  /// What needs the condition is not proposed: the lowering refuses it.
  @Test func keepsWhatADescriptionHasToAskFor() throws {
    var interpreter = Headless.interpreter(in: .model)
    let answer = Self.answer("fix @/Flatten --all", &interpreter)
    #expect(answer.text.contains("tried"), "\(answer.text)")
  }

  @Test(arguments: [
    ("fix @/f2/Gemm", "nothing that came of `@/f2/Gemm` is on the host"),
    ("fix @nobody", "there is no node `nobody`"),
  ])
  func saysWhatIsNothingToDo(_ line: String, _ message: String) {
    var interpreter = Headless.interpreter(in: .model)
    let reply = interpreter.perform(line)
    #expect(reply.failure != nil)
    #expect(reply.terminalText.contains(message), "\(reply.terminalText)")
  }

}
