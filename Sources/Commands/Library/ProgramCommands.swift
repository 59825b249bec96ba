import Canvas
import Debugger
import Diagnostics
import Support

/// The program as it is, and what became of it.
enum ProgramCommands {

  static let all: [Command] = [ir, diff, verify]

  static let ir = Command(
    CommandInfo(
      "ir", .program, "show the program",
      [Parameter("position", .number, .optional, "after how many passes: `P3`, `3`")],
      flags: [
        Flag("--func", taking: "name", .function, "only this function"),
        Flag("--op", taking: "pattern", .word, "only operators that a regular expression finds"),
        Flag("--up", taking: "levels", .number, "with what they read, so many levels up"),
        Flag("--down", taking: "levels", .number, "with what reads them, so many levels down"),
        Flag("--relay", "the whole graph as Relay text, which can be loaded"),
      ],
      examples: [.init("ir", .model), .init("ir 0 --op conv", .model), .init("ir --relay", .model)])
  ) { arguments, interpreter throws(Diagnostic) in
    var request = ListingRequest()
    request.position = try position(arguments["position"])
    request.function = arguments.value(of: "--func")
    request.pattern = arguments.value(of: "--op")
    request.up = try arguments.number(of: "--up") ?? 0
    request.down = try arguments.number(of: "--down") ?? 0
    if arguments.has("--relay") {
      let text = try interpreter.session.relayText(at: request.position)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let end = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
      return Reply(lines[..<end].map { StyledText($0) }, ["text": .text(text)])
    }
    let texts = try interpreter.session.listing(request).map(\.text)
    return Reply(texts.map { StyledText($0) }, ["lines": JSON(texts)])
  }

  static let diff = Command(
    CommandInfo(
      "diff", also: ["di"], .program, "show what changed between two programs",
      [
        Parameter("before", .number, .optional, "after how many passes; `-` is the one before"),
        Parameter("after", .number, .optional, "after how many passes"),
      ],
      flags: [Flag("--stat", "only how many nodes changed")],
      details: [
        "Without positions: what the last pass changed. Nodes are compared by their identity, so"
          + " that a new name is no change: + added, - removed, ~ changed, » moved to another"
          + " function."
      ],
      examples: [.init("diff", .lowered), .init("diff 0 1 --stat", .lowered)])
  ) { arguments, interpreter throws(Diagnostic) in
    let before = try position(arguments["before"])
    let after = try position(arguments["after"])
    let view = try interpreter.session.difference(from: before, to: after)
    let head: StyledText = "P\(view.before) → P\(view.after): \("\(view.counts)", .emphasis)"
    let lines =
      arguments.has("--stat") ? [] : view.lines.map { StyledText("\($0.mark) \($0.text)", $0.role) }
    return Reply(
      [head] + lines,
      [
        "before": .integer(view.before), "after": .integer(view.after),
        "added": .integer(view.counts.added), "removed": .integer(view.counts.removed),
        "changed": .integer(view.counts.changed), "moved": .integer(view.counts.moved),
        "lowered": .integer(view.counts.lowered), "lines": JSON(lines.map(\.text)),
      ])
  }

  static let verify = Command(
    CommandInfo(
      "verify", also: ["ver"], .program, "check that the program keeps the laws and its values",
      [
        Parameter(
          "action", .choice(["now", "on", "off"]), .optional,
          "`now` if left out; `on` and `off`: the laws after each pass")
      ],
      flags: [
        Flag("--laws", "only the laws, no values"), Flag("--values", "only the values, no laws"),
        Flag("--each", "from now on the laws and the values after each pass"),
      ],
      details: [
        "`now` checks the laws, which `help laws` lists, and runs the program and the one before the"
          + " last pass: regions that are instructions on their accelerators, all else in the"
          + " reference evaluator. Integers must be equal; floats after `simplify` and"
          + " `fold-constants` within 1e-4 of the largest element. What `quantize` does to the"
          + " values is reported, not judged.",
        "It takes the inputs that were given, or random ones. A failure has the exit code 3.",
      ],
      examples: [.init("verify", .model), .init("verify --laws", .model), "verify on"])
  ) { arguments, interpreter throws(Diagnostic) in
    if arguments.has("--each") {
      try interpreter.session.set("verify-each", to: "on")
      try interpreter.session.set("compare-each", to: "on")
      return Reply("laws and values are checked after each pass")
    }
    switch arguments["action"] ?? "now" {
    case "now": return try verifyNow(arguments, &interpreter.session)
    case "on":
      try interpreter.session.set("verify-each", to: "on")
      return Reply("the laws are checked after each pass")
    case "off":
      try interpreter.session.set("verify-each", to: "off")
      try interpreter.session.set("compare-each", to: "off")
      return Reply("nothing is checked after a pass")
    case let word:
      throw .error("`\(word)` is nothing that `verify` does", hints: ["expected now, on, off"])
    }
  }

  private static func verifyNow(
    _ arguments: Arguments, _ session: inout Session
  ) throws(Diagnostic) -> Reply {
    var lines: [String] = []
    var result: JSON = ["verified": true]
    if !arguments.has("--values") { lines += try session.verifyLaws() }
    if !arguments.has("--laws") {
      let report = try session.verifyValues()
      lines.append(
        report?.line ?? "no pass has been applied, so that there are no values to compare")
      result["values"] = report?.json ?? .null
    }
    result["lines"] = JSON(lines)
    return Reply(lines.map { StyledText($0) }, result)
  }

  /// A number of passes, with or without `P`; nothing for `-`.
  private static func position(_ word: String?) throws(Diagnostic) -> Int? {
    guard let word, word != "-" else { return nil }
    return try parseNumber(word.hasPrefix("P") ? String(word.dropFirst()) : word, as: "a position")
  }

}
