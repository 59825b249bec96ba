import Canvas
import Debugger
import Diagnostics
import Support
import Testing

@testable import Commands

/// What completion offers, and lines that nobody would type.
@Suite struct CompletionTests {

  /// Beginnings of lines: each command with each of its flags, and nothing yet behind it.
  static let beginnings: [String] =
    [""]
    + allCommands.map(\.info).flatMap { info -> [String] in
      let names = [info.name] + info.aliases + info.reversed
      return names.flatMap { [$0, $0 + " "] } + info.flags.map { "\(info.name) \($0.name) " }
        + ["\(info.name) --", "rev \(info.name) "]
    }
    + ["apply quantize{", "apply quantize{scales=mse,", "load samples/models/", "info s", "b tok"]

  @Test(arguments: [CommandInfo.Scene.nothing, .model, .stopped])
  func everythingOfferedIsUnderstood(in scene: CommandInfo.Scene) {
    let interpreter = Headless.interpreter(in: scene)
    for beginning in Self.beginnings {
      let completion = interpreter.completion(of: beginning, at: beginning.count)
      for candidate in completion.candidates.prefix(200) {
        let line = beginning.dropLast(completion.replacedCount) + candidate
        #expect(problem(of: String(line), in: interpreter) == nil, "\(line)")
      }
    }
  }

  @Test func anInterruptEndsCompletion() {
    var interpreter = Headless.interpreter(in: .model)
    #expect(!interpreter.completion(of: "why @", at: 5).candidates.isEmpty)
    interpreter.session.interruption = Interruption { true }
    #expect(interpreter.completion(of: "why @", at: 5).candidates.isEmpty)
  }

  /// Why the words of `line` cannot be those of its command; what is still missing is no problem.
  private func problem(of line: String, in interpreter: Interpreter) -> String? {
    let words = CommandLine(line)
    let start = words.words.first?.text == "rev" ? 1 : 0
    guard words.words.indices.contains(start) else { return nil }
    do throws(Diagnostic) {
      guard case .command(let command, _) = try interpreter.lookUp(words.words[start].text) else {
        return nil
      }
      _ = try GivenWords(
        words, from: start + 1, for: command.info, format: "", reversed: start == 1)
      return nil
    } catch {
      let isUnfinished = [" needs ", " lacks "].contains { error.message.contains($0) }
      return isUnfinished ? nil : error.message
    }
  }

  @Test(arguments: UInt64(0) ..< 12)
  func drawnLinesNeverTrap(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let scenes: [CommandInfo.Scene] = [.nothing, .model, .stopped]
    var interpreter = Headless.interpreter(in: scenes[Int(seed) % scenes.count])
    for _ in 0 ..< 150 {
      let line = DrawnLine.line(&random)
      let reply = interpreter.perform(line)
      #expect(reply.failure == nil || !reply.diagnostics.isEmpty, "\(line)")
      _ = interpreter.completion(of: line, at: Int.random(in: 0 ... line.count, using: &random))
    }
  }

}

/// Lines of words that commands know, and of words that none does.
private enum DrawnLine {

  /// Commands that write files, or that take a while whatever stands behind them.
  private static let excluded: Set = [
    "save", "export", "schedule", "output", "stream", "state", "shell", "apply", "verify",
    "pipeline", "passes", "load", "report",
    "source", "target", "define",
  ]

  private static let names = allCommands.map(\.info).filter { !excluded.contains($0.name) }
    .flatMap { [$0.name] + $0.aliases + $0.reversed }

  private static let words = [
    "0", "1", "2", "-1", "7", "9223372036854775807", "-9223372036854775808", "0x7fffffff", "1e400",
    "#0", "#3", "#-1", "#99999999999999999999", "load:1", "load:-1", "compute:9999999", "tok:g2s",
    "tok:g2s[push]", "tok:g2s[=3]", "tok:[", "acc[0]", "acc[0:4]", "acc[4:0]", "acc[-1]",
    "acc[0][15]", "acc[9999999999999]", "dram[0x1000]", "dram[0xffffffffffffffff]", "dram[-1:1]",
    "%0", "%x", "@/f1/Gemm", "@", "%", "op:gemm", "pass:quantize", "/ge.*/", "/(/", "50%", "-3%",
    "1000%", "start", "end", "if", "$insn", "$pos", "$", "$x", "+", "-", "*", "/", "%", "<<", "(",
    ")", "==", "&&", "!", "~", "\"a\"", "\"%d %x\",", "\"", "'", "\\", "{", "}", "{a=b}", "--",
    "--all", "--random", "--relay", "--stat", "--up", "on", "off", "π", "👩‍👩‍👧", "\u{301}", "\u{0}",
    "units", "tokens", "sram", "insns", "reverse", "direction", "lines", "elements", "gemm",
  ]

  static func line(_ random: inout SplitMix64) -> String {
    var name = names.randomElement(using: &random) ?? ""
    if Int.random(in: 0 ..< 8, using: &random) == 0 { name = words.randomElement(using: &random)! }
    if Int.random(in: 0 ..< 6, using: &random) == 0 {
      name +=
        "/" + ["4d", "x", "99999999999h", "0f", "T", "-1c", "4", ""].randomElement(using: &random)!
    }
    let count = Int.random(in: 0 ..< 5, using: &random)
    let rest = (0 ..< count).map { _ in words.randomElement(using: &random)! }
    let glue =
      Bool.random(using: &random) ? " " : ["", " ", "\t", ","].randomElement(using: &random)!
    return ([name] + [rest.joined(separator: glue)]).joined(separator: " ")
  }

}
