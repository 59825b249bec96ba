import Foundation
import Support
import Testing

/// The program as it is called: exit codes, and what goes to which stream.
@Suite struct ProgramTests {

  struct Ending: Sendable, CustomTestStringConvertible {
    var code: Int32
    var arguments: [String]
    var testDescription: String { "\(code): \(arguments.joined(separator: " "))" }
  }

  static let endings: [Ending] = [
    .init(code: 0, arguments: ["--help"]),
    .init(code: 0, arguments: ["--batch", "-ex", "echo a"]),
    .init(code: 0, arguments: ["target", "check", "samples/targets/vta.yaml"]),
    .init(code: 0, arguments: ["--batch", "-x", "samples/scripts/tour.sluice"]),
    .init(
      code: 0,
      arguments: [
        "samples/models/digits_lenet.onnx", "--batch", "-ex", "apply --all", "-x",
        "samples/scripts/coverage.sluice",
      ]),
    .init(code: 1, arguments: ["--batch", "-ex", "bogus", "-ex", "echo unreached"]),
    .init(code: 1, arguments: ["--batch", "nowhere.onnx"]),
    .init(code: 1, arguments: ["--batch", "-x", "nowhere.sluice"]),
    .init(code: 1, arguments: ["--batch", "--target", "nowhere"]),
    .init(code: 1, arguments: ["target", "check", "samples/targets/README.md"]),
    .init(code: 2, arguments: ["--bogus"]),
    .init(code: 2, arguments: ["--color", "sometimes"]),
    .init(code: 2, arguments: ["--batch", "-ex"]),
    .init(code: 2, arguments: ["target", "check"]),
    .init(code: 2, arguments: ["target"]),
    .init(code: 2, arguments: ["dap"]),
    .init(code: 2, arguments: ["learn", "tokens"]),
    .init(code: 2, arguments: ["--tui"]),
    .init(
      code: 4, arguments: ["--batch", "-ex", "stream load samples/streams/deadlock", "-ex", "c"]),
    .init(code: 5, arguments: ["--batch", "-ex", "quit 5"]),
    .init(
      code: 6,
      arguments: [
        "samples/models/digits_mlp.onnx", "--batch", "-ex", "input --random 1", "-ex", "run",
        "-ex", "compare samples/models/digits_mlp.npz",
      ]),
    .init(
      code: 8, arguments: ["--batch", "-ex", "define a", "-ex", "a", "-ex", "end", "-ex", "a"]),
  ]

  @Test(arguments: endings)
  func endsWithTheCode(_ ending: Ending) throws {
    let program = try Program(ending.arguments)
    #expect(program.code == ending.code, "\(program.errors)")
    #expect(program.errors.isEmpty == (ending.code == 0 || ending.code == 5) || ending.code == 0)
    #expect(!program.output.contains("unreached"))
    #expect(!program.output.contains("error:"))
  }

  @Test func resultsAndDiagnosticsAreApart() throws {
    let program = try Program(["--batch", "-ex", "echo result", "-ex", "bogus"])
    #expect(program.output == "result\n")
    #expect(program.errors.hasPrefix("<command>:1:1: error: no command `bogus`\n"))
  }

  @Test func scriptsAndCommandsRunInTheirOrder() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("# a comment\necho 2\n\n!echo 3\nclear\necho 4\n", to: "a.sluice")
    let program = try Program(["--batch", "-ex", "echo 1", "-x", script, "-ex", "echo 5"])
    #expect(program.output == "1\n2\n3\n4\n5\n")
    #expect(program.code == 0)
  }

  @Test func aScriptOnStandardInputEndsWhereItFails() throws {
    let program = try Program([], input: "echo a\nbogus\necho b\n")
    #expect(program.output == "a\n")
    #expect(program.code == 1)
  }

  @Test func aFailureNamesItsScript() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("echo a\nload nowhere.onnx\n", to: "a.sluice")
    let program = try Program(["--batch", "-x", script])
    #expect(program.errors.contains("note: in line 2 of \(script): load nowhere.onnx"))
  }

  @Test func jsonIsOneObjectForEachCommand() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("# no command\np 1 + 1\nstream load nowhere\n", to: "a.sluice")
    let program = try Program(["--batch", "--json", "-ex", "info tokens", "-x", script])
    let objects = try program.objects()
    #expect(objects.count == 3)
    for object in objects {
      #expect(
        object.members?.map(\.name) == ["schema", "command", "ok", "result", "diagnostics", "ms"])
    }
    #expect(objects[1]["command"] == "p 1 + 1")
    #expect(objects[1]["ok"] == true)
    #expect(objects[2]["ok"] == false)
    #expect(objects[2]["diagnostics"]?.elements?.first?["level"] == "error")
    #expect(program.code == 1)
  }

  @Test func aDeadlockIsDataToo() throws {
    let program = try Program([
      "--batch", "--json", "-ex", "stream load samples/streams/deadlock", "-ex", "run",
    ])
    let last = try #require(try program.objects().last)
    #expect(last["ok"] == false)
    #expect(last["result"]?["stop"]?["kind"] == "deadlock")
    #expect(last["diagnostics"]?.elements?.count == 1)
  }

  @Test func anInterruptEndsABatch() throws {
    let program = try Program(interrupting: [
      "samples/models/digits_resnet.onnx", "--batch", "-ex",
      "input samples/models/digits_test.npz --scale 1/16", "-ex", "apply --all", "-ex", "run",
      "-ex", "verify", "-ex", "echo unreached",
    ])
    #expect(program.code == 130, "\(program.errors)")
    #expect(!program.output.contains("unreached"))
  }

  @Test func theStateIsSavedAsItIsDescribed() throws {
    let folder = try TemporaryFolder()
    let program = try Program([
      "--batch", "-ex", "stream load samples/streams/gemm", "-ex", "run", "-ex",
      "state save \(folder.path)/state", "-ex", "stream save \(folder.path)/stream",
    ])
    #expect(program.code == 0, "\(program.errors)")
    let sample = "\(Headless.root)/samples/streams/gemm"
    let after = try Data(contentsOf: URL(filePath: "\(sample)/dram_after.bin"))
    #expect(try folder.bytes("state/dram.bin") == after)
    for name in ["insns.bin", "dram_before.bin"] {
      let bytes = try Data(contentsOf: URL(filePath: "\(sample)/\(name)"))
      #expect(try folder.bytes("stream/\(name)") == bytes)
    }
    for (name, size) in [("inp", 32768), ("wgt", 262144), ("acc", 131072), ("uop", 32768)] {
      #expect(try folder.bytes("state/\(name).bin").count == size)
    }
    let state = try JSON(parsing: Array(folder.bytes("state/state.json")))
    for key in ["position", "cycle", "tokens", "counters", "hash", "stop"] {
      #expect(state[key] != nil, "\(key)")
    }
    #expect(state["tokens"]?.members?.map(\.name) == ["l2g", "g2l", "g2s", "s2g"])
  }

  /// What `ir --relay` prints is the model once more, with the names of its outputs.
  @Test func aPrintedGraphIsLoadedAgain() throws {
    let folder = try TemporaryFolder()
    let model = "samples/models/digits_mlp"
    let printed = try Program(["--batch", "--json", "\(model).onnx", "-ex", "ir --relay"])
    let text = try #require(try printed.objects().last?["result"]?["text"]?.text)
    let file = try folder.write(text, to: "model.relay")
    let program = try Program([
      "--batch", file, "-ex", "input \(model).npz", "-ex", "run", "-ex", "compare \(model).npz",
    ])
    #expect(program.code == 0, "\(program.errors)")
  }

  @Test func aPrintedListingAssemblesToTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let listed = try Program([
      "--batch", "--json", "-ex", "stream load samples/streams/gemm", "-ex", "stream list --asm",
    ])
    let lines = try listed.objects().last?["result"]?["lines"]?.elements?.compactMap(\.text) ?? []
    let file = try folder.write(lines.joined(separator: "\n"), to: "gemm.asm")
    let program = try Program([
      "--batch", "-ex", "stream load samples/streams/gemm", "-ex", "assemble \(file)", "-ex",
      "stream save \(folder.path)",
    ])
    #expect(program.code == 0, "\(program.errors)")
    let bytes = try Data(
      contentsOf: URL(filePath: "\(Headless.root)/samples/streams/gemm/insns.bin"))
    #expect(try folder.bytes("insns.bin") == bytes)
  }

}
