import Commands
import Debugger
import Diagnostics
import Foundation
import Testing

/// Inputs that are too much, or no files.
@Suite struct HardShellTests {

  private func perform(_ line: String) -> Reply {
    var interpreter = Headless.interpreter()
    return interpreter.perform(line)
  }

  /// However many operands there are, and with every pair of signs.
  @Test func expressionsAreAsLongAsOneLikes() {
    let sum = perform("p " + String(repeating: "1+", count: 100_000) + "1")
    #expect(sum.text == "100001\n")
    let mixed = perform("p " + String(repeating: "1+2*3-7<<0 && ", count: 20_000) + "1")
    #expect(mixed.text == "0\n")
    #expect(perform("p " + String(repeating: "(", count: 100_000) + "1").failure == .command)
    #expect(perform("p " + String(repeating: "-", count: 100_000) + "1").failure == .command)
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7), ("2 * 3 + 1", 7), ("10 - 3 - 2", 5), ("100 / 5 / 2", 10), ("1 << 2 + 1", 8),
    ("7 & 3 == 3", 1), ("1 | 2 ^ 3 & 1", 3), ("0 && 1 / 0", 0), ("1 || 1 / 0", 1),
    ("1 < 2 == 1", 1), ("5 >= 5 && 4 != 3", 1), ("-2 * -3", 6), ("2 * (3 + 4) % 5", 4),
    ("3 - -3", 6), ("1 && 2 && 3", 1), ("0 || 0 || 2", 1), ("!0 + ~0", 0),
  ])
  func signsBindAsTheyAlwaysDid(_ text: String, _ value: Int) {
    #expect(perform("p \(text)").text == "\(value)\n")
  }

  @Test func longWordsAreRefusedAtOnce() {
    let reply = perform(String(repeating: "x", count: 1_000_000))
    #expect(reply.failure == .command)
    #expect(reply.terminalText.utf8.count < 30_000)
  }

  @Test func patternsAreNotTooDeep() {
    #expect(perform("passes 'a" + String(repeating: "*", count: 100_000) + "'").failure == .command)
  }

  @Test func descriptionsAreNotTooDeep() throws {
    let folder = try TemporaryFolder()
    for (number, text) in ["[", "- ", "{a: "].enumerated() {
      let file = try folder.write(
        "name: x\nkind:\n" + String(repeating: text, count: 100_000), to: "\(number).yaml")
      #expect(perform("target check \(file)").terminalText.contains("deep in each other"))
    }
  }

  @Test(arguments: ["/proc/self/maps", "/dev/zero", "/", "/nonexistent/\u{1}"])
  func scriptsAreFiles(_ path: String) {
    #expect(perform("source \(path)").failure == .command)
  }

  /// Scripts may come from a pipe that another program writes.
  @Test func scriptsMayComeFromPipes() throws {
    let program = try Program(
      shell: "echo 'p 40 + 2' | { '\(Program.path)' --batch -x /dev/fd/0 < /dev/fd/0; }")
    #expect(program.output == "42\n", "\(program.errors)")
  }

  /// What is read once from end to end may come from a pipe, and says by its contents what it is.
  @Test func valuesMayComeFromPipes() throws {
    let models = "samples/models"
    for line in ["input /dev/fd/0", "load /dev/fd/0"] {
      let file = line.hasPrefix("load") ? "digits_mlp.onnx" : "digits_mlp.npz"
      let program = try Program(
        shell: "cat \(models)/\(file) | '\(Program.path)' --batch "
          + "-ex 'load \(models)/digits_mlp.onnx' -ex '\(line)' -ex 'input --random 1' -ex run")
      #expect(program.code == 0, "\(program.errors)")
    }
  }

  @Test func pipesThatNobodyWritesToAreRefused() throws {
    let folder = try TemporaryFolder()
    let pipe = "\(folder.path)/pipe"
    _ = unsafe mkfifo(pipe, 0o600)
    for line in ["source \(pipe)", "load \(pipe)", "assemble \(pipe)", "target check \(pipe)"] {
      #expect(perform(line).terminalText.contains("pipe"), "\(line)")
    }
    var interpreter = Headless.interpreter(in: .finished)
    for line in ["save \(pipe)", "output \(pipe)", "input \(pipe)", "ir --to \(pipe)"] {
      #expect(interpreter.perform(line).failure != nil, "\(line)")
    }
  }

  /// What was loaded is what the file was then, also where it is bound to other inputs later.
  @Test func aModelMayBeRewrittenWhileItIsLoaded() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/m.onnx"
    try FileManager.default.copyItem(
      atPath: "\(Headless.root)/samples/models/digits_mlp.onnx", toPath: path)
    let values = try folder.write(
      "def @main(%image: Tensor[(?, 1, 8, 8), float32]) { %image }", to: "x.relay")
    for file in [path, values] {
      var interpreter = Headless.interpreter()
      let name = "image"
      #expect(interpreter.perform("load \(file)").failure == nil)
      let isEmptied = unsafe truncate(file, 0) == 0
      #expect(isEmptied)
      for line in ["input --random 1", "run", "output \(folder.path)/o.npz"] where file == path {
        let reply = interpreter.perform(line)
        #expect(reply.failure == nil, "\(reply.terminalText)")
      }
      let data = "\(folder.path)/two.npy"
      try (npyHeader("<f4", [2, 1, 8, 8]) + Data(count: 512)).write(to: URL(filePath: data))
      for line in ["input \(name)=\(data)", "run"] {
        let reply = interpreter.perform(line)
        #expect(reply.failure == nil, "\(reply.terminalText)")
      }
    }
  }

  private func npyHeader(_ type: String, _ shape: [Int]) -> Data {
    let extents = shape.map { "\($0), " }.joined()
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
    while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
    let count = text.utf8.count + 1
    return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(count & 255), UInt8(count >> 8)])
      + Data((text + "\n").utf8)
  }

  /// The system's reason is said, and what was there stays.
  @Test func refusedFilesSayWhy() throws {
    var interpreter = Headless.interpreter(in: .finished)
    for line in ["save /dev/full", "output /dev/full", "ir --to /dev/full"] {
      let text = interpreter.perform(line).terminalText
      #expect(text.contains("cannot write `/dev/full`: No space left on device"), "\(text)")
    }
    let folder = try TemporaryFolder()
    let file = try folder.write("kept", to: "file")
    for line in ["save \(file)/x", "state save \(file)/x", "stream save \(file)/x"] {
      var interpreter = Headless.interpreter(in: .ended)
      #expect(interpreter.perform(line).terminalText.contains("Not a directory"), "\(line)")
    }
    #expect(try folder.bytes("file") == Data("kept".utf8))
  }

  @Test func whatTurnsTextsIsShown() throws {
    let program = try Program(["--batch", "-ex", "echo a\u{202e}b\u{2066}c\u{1b}[0m"])
    #expect(program.output == "a\u{fffd}b\u{fffd}c\u{fffd}[0m\n")
    let objects = try Program(["--batch", "--json", "-ex", "echo a\u{202e}b"])
    #expect(objects.output.contains("a\\u202eb") && !objects.output.contains("\u{202e}"))
  }

}
