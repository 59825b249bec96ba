import Canvas
import Commands
import Diagnostics
import Testing

/// Macros stand for their lines, and for no more than one can wait for.
@Suite struct MacroTests {

  private func perform(_ lines: [String]) -> Reply {
    var interpreter = Headless.interpreter()
    return lines.map { interpreter.perform($0) }.last ?? Reply()
  }

  @Test(arguments: [
    ("echo $1-$2-$3", "m a b", "a-b-\n"), ("echo $*", "m a b", "a b\n"),
    ("echo $1", "m '$2' b", "$2\n"), ("echo $ $$1 $x $0", "m a", "$ $a $x $0\n"),
    ("echo $", "m", "$\n"),
  ])
  func wordsStandInTheirPlaces(_ line: String, _ call: String, _ answer: String) {
    #expect(perform(["define m", line, "end", call]).text == answer)
  }

  /// Each hands on four times what it got, or does the next one four times.
  @Test(arguments: ["m% $1$1$1$1", "m% $1\nm% $1\nm% $1\nm% $1", "m% $*$*$*$*"])
  func workIsLimited(_ body: String) {
    let lines = (0 ..< 30).flatMap { level in
      ["define m\(level)"]
        + body.replacing("%", with: "\(level + 1)").split(separator: "\n").map(String.init) + [
          "end"
        ]
    }
    let reply = perform(lines + ["define m30", "echo x", "end", "m0 x"])
    #expect(reply.failure == .limit)
    #expect(reply.terminalText.contains("makes too much of one command"))
  }

  @Test func aDefinitionIsClosedOrGone() {
    var interpreter = Headless.interpreter()
    _ = interpreter.perform("define mine")
    _ = interpreter.perform("echo 1")
    #expect(interpreter.closeDefinition()?.message == "`define mine` has no `end`")
    #expect(interpreter.perform("echo 2").text == "2\n")
    #expect(interpreter.replayableLines == ["echo 2"])
    #expect(interpreter.closeDefinition() == nil)
  }

}
