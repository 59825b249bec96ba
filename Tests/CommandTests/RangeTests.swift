import Commands
import Support
import Testing

/// Lists that begin, end or go on where nothing is.
@Suite struct RangeTests {

  private func numbers(_ lines: [String], in scene: CommandInfo.Scene) -> [Int] {
    var interpreter = Headless.interpreter(in: scene)
    let replies = lines.map { interpreter.perform($0) }
    let rows = replies.last?.result["instructions"]?.elements ?? []
    return rows.compactMap { $0["insn"]?.integer }
  }

  /// Where all has run, `list` shows the last instructions.
  @Test func theEndHasAList() {
    let all = numbers(["info insns"], in: .ended)
    #expect(!all.isEmpty)
    #expect(numbers(["list"], in: .ended) == all.suffix(11))
  }

  @Test(arguments: [
    "info insns 0 9223372036854775807", "info insns", "info insns #0 1048577",
  ])
  func countsMayBeGreaterThanWhatThereIs(_ line: String) {
    #expect(numbers([line], in: .stream) == numbers(["info insns 0 1048576"], in: .stream))
  }

  /// As many levels as there are, and no more work for a greater number.
  @Test func levelsEndWithTheGraph() {
    var interpreter = Headless.interpreter(in: .model)
    let all = interpreter.perform("ir --op dense --up 1000 --down 1000")
    let more = interpreter.perform(
      "ir --op dense --up 9223372036854775807 --down 9223372036854775807")
    #expect(all.failure == nil && !all.text.isEmpty)
    #expect(more.text == all.text)
  }

  /// Elements of a tensor that were left out are asked for by a count.
  @Test func cutTensorsGoOn() {
    var interpreter = Headless.interpreter(in: .finished)
    _ = interpreter.perform("set elements 4")
    let output = interpreter.perform("output").result["outputs"]?.elements?.first?["name"]?.text ?? ""
    let cut = interpreter.perform("p %\(output)")
    #expect(cut.failure == nil && cut.result["truncated"] == true, "\(cut.terminalText)")
    let whole = interpreter.perform(cut.result["next"]?.text ?? "")
    #expect(whole.failure == nil && whole.result["truncated"] == nil)
    #expect(whole.text.count > cut.text.count && !whole.text.contains("…"))
  }

  /// An answer that was cut names the command that goes on, which is not cut.
  @Test func cutAnswersGoOn() {
    var interpreter = Headless.interpreter(in: .stream)
    for index in 0 ..< 60 { _ = interpreter.perform("echo \(index)") }
    let cut = interpreter.perform("history")
    #expect(cut.result["truncated"] == true)
    #expect(cut.result["lines"]?.elements?.count == 50)
    let whole = interpreter.perform(cut.result["next"]?.text ?? "")
    #expect(whole.result["truncated"] == nil)
    #expect(whole.result["lines"]?.elements?.first == "stream load samples/streams/gemm")
  }

}
