import Canvas
import Commands
import Debugger
import Diagnostics
import Foundation
import Support
import Synchronization
import TargetKit
import Testing

/// `target new`: what it asks, and what it writes.
@Suite struct NewTargetTests {

  /// A folder that is gone when it is not used any more.
  private final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "new-\(UUID().uuidString)"
    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    func file(_ name: String) -> String { "\(path)/\(name)" }
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: file(name), encoding: .utf8)
    }
  }

  /// Gives answers one after the other, and keeps what was asked.
  private final class Person: Sendable {
    private let state: Mutex<(answers: [String], questions: [Question])>
    init(_ answers: [String]) { state = Mutex((answers, [])) }
    var questions: [Question] { state.withLock { $0.questions } }
    func ask(_ question: Question) -> String? {
      state.withLock {
        $0.questions.append(question)
        return $0.answers.isEmpty ? nil : $0.answers.removeFirst()
      }
    }
  }

  private func interpreter(_ person: Person? = nil) -> Interpreter {
    var interpreter = Headless.interpreter()
    if let person { interpreter.ask = { person.ask($0) } }
    return interpreter
  }

  // MARK: - Machines

  /// What can be asked for is read without a warning, and what of a network its instructions do is
  /// compiled for it and gives what the evaluator does.
  @Test(arguments: [
    "", "--order tokens", "--order interlocks --array 4",
    "--numbers bfloat16", "--numbers float16 --order tokens --array 4",
    "--array 5 --data 100 --weights 30 --sums 70 --order interlocks",
    "--data 16 --weights 2 --sums 16 --array 2 --order tokens",
    "--data 65536 --weights 65536 --sums 65536 --array 64",
  ])
  func machinesCanBeCompiledFor(_ words: String) throws {
    let folder = try Folder()
    let file = folder.file("mine.yaml")
    var interpreter = interpreter()
    let made = interpreter.perform("target new \(file) \(words)")
    #expect(made.failure == nil && made.diagnostics.isEmpty, "\(made.terminalText)")
    let text = try folder.text("mine.yaml")
    let (target, diagnostics) = DescriptionReader.read(
      SourceText(name: file, text: text), families: Headless.targets.families)
    #expect(diagnostics.elements.map(\.description) == [])
    #expect(target?.description.name == "mine")
    let compiled = interpreter.perform("target check \(file) --compile")
    #expect(compiled.failure == nil, "\(compiled.terminalText)")
    let lines = compiled.terminalText.split(separator: "\n").map(String.init)
    // Layers of which nothing is scaled are convolutions and dense ones.
    let layers = words.contains("float") ? lines.prefix(4) : lines.prefix(7)
    for line in layers { #expect(line.contains(" instructions, "), "\(line)") }
  }

  /// Each answer changes the description.
  @Test func everyAnswerCounts() throws {
    let standard = try MachineSketch(answers: [:]).text
    let others = [
      "name": "other", "numbers": "bfloat16", "array": "4", "data": "64", "weights": "9",
      "sums": "99", "order": "tokens",
    ]
    #expect(MachineSketch.questions.map(\.key).sorted() == others.keys.sorted())
    for (key, answer) in others {
      #expect(try MachineSketch(answers: [key: answer]).text != standard, "\(key)")
    }
    for question in MachineSketch.questions {
      #expect(try MachineSketch(answers: [question.key: question.standard]).text == standard)
    }
  }

  // MARK: - Asking

  @Test func asksWhereSomeoneAnswers() throws {
    let folder = try Folder()
    let person = Person([
      "9x", "loom", "int9", "", "4", "", "", "", "tokens", folder.file("l.yaml"),
    ])
    var interpreter = interpreter(person)
    let reply = interpreter.perform("target new")
    #expect(reply.failure == nil, "\(reply.terminalText)")
    let text = try folder.text("l.yaml")
    #expect(text.contains("name: loom\n") && text.contains("int8[256, 4]"))
    #expect(text.contains("l2c: load -> compute"))
    let questions = person.questions
    #expect(questions[0].lines.map(\.text).contains("What is it called?"))
    #expect(questions[0].prompt == "name (letters, digits, `_` and `-`) [mine]: ")
    #expect(questions[1].lines.first?.text.contains("`9x` is no answer to `name`") == true)
    #expect(questions[3].lines.contains { $0.text.contains("did you mean `int8`?") })
    #expect(questions.last?.prompt == "file [loom.yaml]: ")
  }

  /// Whoever leaves has nothing written, and nothing is asked where words say it.
  @Test func leavingWritesNothing() throws {
    let folder = try Folder()
    let leaver = Person(["loom"])
    var interpreter = interpreter(leaver)
    let reply = interpreter.perform("target new \(folder.file("a.yaml"))")
    #expect(reply.failure == .interrupted)
    #expect(reply.terminalText.contains("nothing was written"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    let nobody = Person([])
    var other = self.interpreter(nobody)
    #expect(other.perform("target new \(folder.file("a.yaml")) --array 4").failure == nil)
    #expect(nobody.questions.isEmpty)
  }

  /// Scripts are not asked.
  @Test func scriptsAreNotAsked() throws {
    let folder = try Folder()
    try "target new \(folder.file("a.yaml"))\n".write(
      toFile: folder.file("s"), atomically: true, encoding: .utf8)
    let person = Person([])
    var interpreter = interpreter(person)
    #expect(interpreter.perform("source \(folder.file("s"))").failure == nil)
    #expect(person.questions.isEmpty)
    #expect(try folder.text("a.yaml").contains("name: a\n"))
  }

  @Test func nothingIsWrittenOver() throws {
    let folder = try Folder()
    let file = folder.file("mine.yaml")
    try "my own".write(toFile: file, atomically: true, encoding: .utf8)
    var interpreter = interpreter()
    let reply = interpreter.perform("target new \(file)")
    #expect(reply.failure == .command)
    #expect(reply.terminalText.contains("is there already"))
    #expect(reply.terminalText.contains("--replace"))
    #expect(try folder.text("mine.yaml") == "my own")
    var asked = self.interpreter(Person(["", "", "", "", "", "", "", "no"]))
    #expect(asked.perform("target new \(file)").failure == .command)
    #expect(try folder.text("mine.yaml") == "my own")
    #expect(interpreter.perform("target new \(file) --replace").failure == nil)
    #expect(try folder.text("mine.yaml").contains("name: mine"))
  }

  // MARK: - Configurations

  @Test func configurationsAreDescribed() throws {
    let folder = try Folder()
    var interpreter = interpreter()
    let path = "samples/targets/vta-block-8.json"
    let reply = interpreter.perform(
      "target new \(folder.file("a.yaml")) --vta-config \(path) --name vta-block-8")
    #expect(reply.failure == nil, "\(reply.terminalText)")
    let sample = try String(
      contentsOfFile: "\(Headless.root)/samples/targets/vta-block-8.yaml", encoding: .utf8)
    #expect(try folder.text("a.yaml") == sample)
  }

  /// What is odd in a description is said when it is checked.
  @Test func checksWarn() throws {
    let folder = try Folder()
    var interpreter = interpreter()
    let file = folder.file("a.yaml")
    #expect(interpreter.perform("target new \(file)").failure == nil)
    let text = try folder.text("a.yaml").replacing("state:\n", with: "state:\n  odd: int8[4]\n")
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    for line in ["target check \(file)", "target check \(file) --compile"] {
      let reply = interpreter.perform(line)
      #expect(reply.failure == nil)
      #expect(reply.terminalText.contains("warning: no instruction writes or reads `odd`"))
    }
  }

  @Test(arguments: [
    ("target new", "`target new` needs a file to write"),
    ("target new a b", "does not take `b`"),
    ("target new a.yaml --array 0", "`0` is no answer to `array`"),
    ("target new a.yaml --name host", "`host` is what runs the rest of a program"),
    ("target new a.yaml --order fifo", "`fifo` is no answer to `order`"),
    ("target new a.yaml --vta-config no.json", "no.json"),
    ("target new a.yaml --vta-config x --array 4", "do not go together"),
    ("target list --array 4", "`target list` has no flag `--array`"),
    ("target new a.yaml --vta-config samples/targets/vta.yaml", "a configuration has no key"),
  ])
  func whatIsWrongIsSaid(_ line: String, _ message: String) {
    var interpreter = interpreter()
    let reply = interpreter.perform(line)
    #expect(reply.failure != nil)
    #expect(reply.terminalText.contains(message), "\(reply.terminalText)")
    #expect(!FileManager.default.fileExists(atPath: "\(Headless.root)/a.yaml"))
  }

}
