import Commands
import Foundation
import Support
import Testing

/// What is shown of a machine that its description alone defines.
@Suite struct DescriptionViewTests {

  private func interpreter() throws -> (interpreter: Interpreter, file: String) {
    let file = NSTemporaryDirectory() + "shown-\(UUID().uuidString).yaml"
    let text = """
      name: shown
      version: 1
      state: {row: "int8[4, 2]", line: "uint32[8]"}
      units: [one, two]
      words: {width: 64, opcode: "op@0:4"}
      order: in-order
      instructions:
        set:
          code: 1
          unit: {one: n == 0, two: }
          fields: to@4:2 n@8:8
          cases: [{when: to > 2, does: "row[to] = n"}, {does: "row[to] += n; line[n % 8] = 1"}]
        out: {code: 2, unit: one, fields: "at@8:32", does: "dram(int8, at, 4, 2) = row; dram(uint32, at, 8) = line"}
        stop: {code: 0, unit: one, does: stop}
      """
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return (Headless.interpreter(), file)
  }

  @Test func memoriesOfOneAxisHaveNoGap() throws {
    var (interpreter, file) = try interpreter()
    defer { try? FileManager.default.removeItem(atPath: file) }
    let lines = interpreter.perform("target check \(file)").terminalText.split(separator: "\n")
    #expect(lines.contains("  memory     row 4 × 2 int8"), "\(lines)")
    #expect(lines.contains("  memory     line 8 × uint32"), "\(lines)")
  }

  /// By its name an instruction is explained with its unit and all of its cases.
  @Test func instructionsAreExplainedByName() throws {
    var (interpreter, file) = try interpreter()
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(interpreter.perform("target use \(file)").failure == nil)
    let reply = interpreter.perform("explain set")
    let lines = reply.terminalText.split(separator: "\n").map(String.init)
    #expect(lines.contains("  unit     one when n == 0, two"), "\(lines)")
    #expect(lines.contains("  does     when to > 2: row[to] = n"), "\(lines)")
    #expect(lines.contains("           row[to] += n; line[n % 8] = 1"), "\(lines)")
  }

}
