import Foundation
import Support
import Testing

/// What the program exits with, for each code that there is.
@Suite struct ContractTests {

  /// A way to end, and the code that it has.
  struct Ending: Sendable, CustomTestStringConvertible {
    let code: Int32
    let commands: [String]
    var options: [String] = []
    var testDescription: String { "\(code): \(commands.joined(separator: "; "))" }

    init(_ code: Int32, _ commands: String..., options: [String] = []) {
      (self.code, self.commands, self.options) = (code, commands, options)
    }
  }

  static let endings: [Ending] = [
    Ending(0, "p 1"),
    Ending(0, "quit"), Ending(255, "quit 255"), Ending(3, "quit 3", "p 1"),
    Ending(1, "quit 256"), Ending(1, "bogus"), Ending(1, "shell exit 3"), Ending(1, "!false"),
    Ending(1, "define mine", "p 1"), Ending(0, "define mine", "p 1", "end"),
    Ending(1, "verify --laws --values"), Ending(1, "apply --all --until fold-constants"),
    Ending(2, "p 1", options: ["--bogus"]), Ending(2, "p 1", options: ["--color", "sometimes"]),
    Ending(2, "p 1", options: ["--color", "never", "--color", "never"]),
    Ending(2, "tui"),
    Ending(4, "stream load samples/streams/deadlock", "run"),
    Ending(4, "stream load samples/streams/deadlock", "lint"),
    Ending(
      5, "stream load samples/streams/gemm", "assemble samples/streams/gemm/race.asm", "run"),
    Ending(
      5, "stream load samples/streams/gemm", "assemble samples/streams/gemm/race.asm", "lint"),
    Ending(
      6, "load samples/models/digits_mlp.onnx", "input --random 1", "run",
      "compare samples/models/digits_mlp.npz"),
    Ending(7, "shell kill -SEGV $PPID; sleep 5"), Ending(7, "shell kill -ABRT $PPID; sleep 5"),
    Ending(8, "set memory-limit 1 kB", "load samples/models/digits_resnet.onnx"),
    Ending(8, "define m", "m", "end", "m"),
    Ending(8, "define m1", "m2 $1$1$1$1", "end", "define m2", "m1 $1$1$1$1", "end", "m1 x"),
    Ending(1, "bogus", "stream load samples/streams/deadlock", "run", options: ["--keep-going"]),
    Ending(
      4, "stream load samples/streams/deadlock", "run", "bogus", "quit", options: ["--keep-going"]),
    Ending(1, "shell true", options: ["--no-shell"]), Ending(0, "shell true"),
    Ending(1, "!true", options: ["--no-shell"]),
    Ending(1, "p 1", options: ["--target", "vta", "--target", "vta"]),
    Ending(1, "assert macs >= 90%"), Ending(1, model, "assert macs >= 90"),
    Ending(1, model, "assert macs >= 90%"), Ending(0, model, "assert regions == 0"),
    Ending(0, model, "apply --all", "assert offloaded >= 80%", "assert copies > 0"),
    Ending(1, model, "apply --all", "assert offloaded == 100%", "quit 3"),
    Ending(
      1, model, "apply --all", "assert copies == 0", "assert regions <= 1",
      options: ["--keep-going"]),
  ]

  private static let model = "load samples/models/digits_mlp.onnx"

  @Test(arguments: endings)
  func endsWithItsCode(_ ending: Ending) throws {
    let commands = ending.commands.flatMap { ["-ex", $0] }
    let state = try TemporaryFolder()
    let program = try Program(
      ["--batch"] + ending.options + commands, environment: ["XDG_STATE_HOME": state.path])
    #expect(program.code == ending.code, "\(program.errors)")
    let isWanted = ending.commands.contains { $0.hasPrefix("quit") || $0 == "lint" }
    #expect(program.code == 0 || isWanted || !program.errors.isEmpty)
    let left = try? FileManager.default.contentsOfDirectory(atPath: state.path + "/sluice")
    #expect((left ?? []).contains { $0.hasPrefix("crash-") } == (ending.code == 7))
  }

  /// A script that is still being written ends when the user has waited enough.
  @Test func anInterruptIs130() throws {
    let folder = try TemporaryFolder()
    let pipe = "\(folder.path)/pipe"
    _ = unsafe mkfifo(pipe, 0o600)
    let program = try Program(
      shell: "exec 3<>\(pipe); '\(Program.path)' --batch -ex '!(sleep 0.3; kill -INT $PPID) &' "
        + "-ex 'source \(pipe)' -ex 'p 1'")
    #expect(program.code == 130 && program.errors.contains("interrupted"), "\(program.errors)")
    #expect(program.output == "")
  }

  /// A tile program that was changed by hand computes something else than the model.
  @Test func failedVerificationIsThree() throws {
    let folder = try TemporaryFolder()
    let load = ["-ex", "load samples/models/digits_mlp.onnx", "-ex", "apply --until tile"]
    let path = "\(folder.path)/a.tile"
    #expect(try Program(["--batch"] + load + ["-ex", "ir --whole --to \(path)"]).code == 0)
    let text = String(decoding: try folder.bytes("a.tile"), as: UTF8.self)
    let other = text.replacing("vector max a1, -128", with: "vector max a1, 100")
    try #require(text != other)
    let changed = try folder.write(other, to: "b.tile")
    for line in ["verify", "verify --values"] {
      let program = try Program(
        ["--batch"] + load + ["-ex", "load \(changed)", "-ex", "apply --all", "-ex", line])
      #expect(program.code == 3, "\(program.errors)")
      #expect(program.errors.contains("changes the values: logits"), "\(program.errors)")
    }
  }

  /// A batch that goes on does all that it can, in scripts too.
  @Test func aBatchGoesOn() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("echo 1\nbogus\necho 2\n", to: "a.sluice")
    let program = try Program(["--batch", "--keep-going", "-x", script, "-ex", "echo 3"])
    #expect(program.output == "1\n2\n3\n")
    #expect(program.code == 1)
    let plain = try Program(["--batch", "-x", script, "-ex", "echo 3"])
    #expect(plain.output == "1\n")
  }

  @Test(arguments: [["--batch"], []])
  func aDefinitionWithoutEndIsToldOf(_ options: [String]) throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("echo 1\ndefine mine\necho 2\n", to: "a.sluice")
    let program = try Program(options + ["-x", script, "-ex", "echo 3"])
    #expect(program.output == "1\n")
    #expect(program.code == 1 && program.errors.contains("`define mine` has no `end`"))
    let typed = try Program([], input: "define mine\necho 2\n")
    #expect(typed.code == 1 && typed.errors.contains("`define mine` has no `end`"))
  }

  @Test(arguments: ["\n", "\r\n", "\r"], ["", "\u{feff}"])
  func linesEndAsTheyDo(_ end: String, _ mark: String) throws {
    let folder = try TemporaryFolder()
    let text =
      mark + ["# a comment", "define mine", "echo $1", "end", "mine 42"].joined(separator: end)
    let script = try folder.write(text + end, to: "a.sluice")
    for program in [
      try Program(["--batch", "-x", script]), try Program([], input: text + end),
      try Program(["--batch", "-ex", text]),
    ] {
      #expect(program.output == "42\n", "\(program.errors)")
      #expect(program.code == 0)
    }
  }

  @Test func listingsAndDescriptionsEndTheirLinesAsTheyDo() throws {
    let folder = try TemporaryFolder()
    let sample = "samples/streams/gemm"
    let listed = try Program([
      "--batch", "-ex", "stream load \(sample)", "-ex", "stream list --asm",
    ])
    // Behind the two lines of `stream load`.
    let text = listed.output.split(separator: "\n").dropFirst(2).joined(separator: "\n") + "\n"
    let listing = try folder.write(
      "\u{feff}; first\n\(text)".replacing("\n", with: "\r\n"), to: "a.asm")
    let order = try folder.write("\u{feff}0\r\n1\r\n", to: "order")
    let sheet = try String(
      contentsOfFile: "\(Headless.root)/samples/targets/vta.yaml", encoding: .utf8)
    let target = try folder.write("\u{feff}" + sheet.replacing("\n", with: "\r\n"), to: "t.yaml")
    let program = try Program([
      "--batch", "-ex", "stream load \(sample)", "-ex", "assemble \(listing)", "-ex",
      "stream list --asm", "-ex", "schedule replay \(order)", "-ex", "target check \(target)",
    ])
    #expect(program.code == 0, "\(program.errors)")
    #expect(program.output.contains(text))
  }

  /// What is printed and lost is a failure, however it is lost.
  @Test(arguments: ["> /dev/full", ">&-", "| true"], ["help", "p 1", "--help"])
  func lostOutputIsAFailure(_ place: String, _ command: String) throws {
    let words = command == "--help" ? command : "--batch -ex '\(command)'"
    // By the time that something is printed, nobody reads the pipe any more.
    let program = try Program(
      shell: "{ sleep 0.3; '\(Program.path)' \(words); echo code $? >&2; } \(place)")
    #expect(program.errors.hasSuffix("code 1\n"), "\(program.errors)")
    #expect(
      command == "--help" || program.errors.contains("cannot write to standard output"))
  }

  /// With objects, what a line of the shell prints is in them.
  @Test func outputOfTheShellIsInTheReply() throws {
    let program = try Program([
      "--batch", "--json", "-ex", "!echo a; echo b", "-ex", "shell exit 2",
    ])
    let objects = try program.objects()
    #expect(objects.map { $0["result"]?["output"]?.text } == ["a\nb\n", ""])
    #expect(objects.map { $0["result"]?["code"]?.integer } == [0, 2])
    #expect(objects.map { $0["ok"] } == [true, false])
  }

  /// A batch reads what the user has for every start only where that is wanted.
  @Test func startUpFilesAreForPeople() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/sluice", withIntermediateDirectories: true)
    _ = try folder.write("echo mine\n", to: "sluice/config")
    func output(_ options: [String], in path: String, input: String = "") throws -> String {
      try Program(options, input: input, environment: ["XDG_CONFIG_HOME": path]).output
    }
    let place = folder.path
    #expect(try output(["--batch"], in: place) == "")
    #expect(try output(["--batch", "--config"], in: place) == "mine\n")
    #expect(try output([], in: place) == "mine\n")
    #expect(try output(["-nx"], in: place) == "")
    // A path that is not absolute says nothing.
    let relative = String(repeating: "../", count: 12) + place.dropFirst()
    #expect(try output(["--batch", "--config"], in: relative) == "")
  }

  /// Several targets add up.
  @Test func targetsAddUp() throws {
    let folder = try TemporaryFolder()
    let sheet = try String(
      contentsOfFile: "\(Headless.root)/samples/targets/vta.yaml", encoding: .utf8)
    let other = try folder.write(
      sheet.replacing("\nname: vta\n", with: "\nname: other\n"), to: "other.yaml")
    let program = try Program([
      "--batch", "--target", other, "--target", "vta", "--json", "-ex", "target list",
    ])
    #expect(try program.objects().last?["result"]?["selected"] == ["other", "vta"])
  }

}
