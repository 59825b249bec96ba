import Commands
import Support
import Testing

/// What answers say as data, beside their text.
@Suite struct AnswerTests {

  private func last(_ lines: [String], in scene: CommandInfo.Scene) -> JSON {
    var interpreter = Headless.interpreter(in: scene)
    return lines.map { interpreter.perform($0).result }.last ?? .null
  }

  @Test func aStopBeforeAPassIsNamed() {
    let result = last(["catch pass simplify", "apply infer-types simplify"], in: .model)
    #expect(result["applied"]?.elements?.count == 1)
    #expect(result["stoppedBefore"] == "simplify")
    #expect(last(["catch pass simplify"], in: .model)["breakpoint"] == 1)
  }

  @Test func displaysAreNumbered() {
    let result = last(["display $pos", "si", "display $pos + 1"], in: .stream)
    #expect(
      result["displays"] == [["number": 2, "expression": "$pos + 1", "value": "2"]])
    let all = last(["display $pos", "display"], in: .stream)
    #expect(all["displays"] == [["number": 1, "expression": "$pos", "value": nil]])
  }

  /// Time counts in cycles, whoever says it.
  @Test func timeIsCountedInCycles() {
    var interpreter = Headless.interpreter(in: .timed)
    let stop = interpreter.perform("si 2").result["stop"]
    let when = interpreter.perform("when").result
    #expect(when["cycle"]?.integer != nil && when["cycle"] == stop?["cycle"])
    #expect(when["tick"] == nil && stop?["tick"] == nil)
  }

}
