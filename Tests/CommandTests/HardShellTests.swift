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

  @Test func descriptionsAreNotTooDeep() throws {
    let folder = try TemporaryFolder()
    for (number, text) in ["[", "- ", "{a: "].enumerated() {
      let file = try folder.write(
        "name: x\nkind:\n" + String(repeating: text, count: 100_000), to: "\(number).yaml")
      #expect(perform("target check \(file)").terminalText.contains("deep in each other"))
    }
  }

  @Test func whatTurnsTextsIsShown() throws {
    let program = try Program(["--batch", "-ex", "echo a\u{202e}b\u{2066}c\u{1b}[0m"])
    #expect(program.output == "a\u{fffd}b\u{fffd}c\u{fffd}[0m\n")
    let objects = try Program(["--batch", "--json", "-ex", "echo a\u{202e}b"])
    #expect(objects.output.contains("a\\u202eb") && !objects.output.contains("\u{202e}"))
  }

}
