import Canvas
import Debugger
import Diagnostics
import Support

/// The program as it is, and what became of it.
enum ProgramCommands {

  static let all: [Command] = [ir, diff, verify]

  private struct ListingKeys: Keys {
    let position = OptionalArgument("position", .position, "after how many passes: `P3`, `3`")
    let function = Option("--func", taking: "name", .of(.function), "only this function")
    let pattern = Option(
      "--op", taking: "pattern", .any, "only operators that a regular expression finds")
    let up = Option(
      "--up", taking: "levels", .number(0 ... .max), "with what they read, so many levels up")
    let down = Option(
      "--down", taking: "levels", .number(0 ... .max),
      "with what reads them, so many levels down")
    let isWhole = Switch(
      "--whole", "lowered regions with their constants: a text that `load` needs no model for")
    let path = Option("--to", taking: "file", .file("tile", "relay"), "into a file")
    let isRelay = Switch("--relay", "the whole graph as Relay text, which can be loaded")
    let kind = Exclusive(["--relay"], and: ["--func", "--op", "--up", "--down", "--whole"])
    let selection = Exclusive(["--op"], and: ["--whole"])
    let reach = Dependence(["--up", "--down"], on: "`--op`") { $0.flagNames.contains("--op") }
  }

  static let ir = Command(
    "ir", .program, "show the program", ListingKeys(),
    answers: .either([
      ["lines": .list(.text)], ["text": .text], ["file": .text, "lines": .integer],
    ]),
    details: [
      "Nodes have the numbers that every command takes, as in `why %12`: they stay the same from"
        + " pass to pass. With `--relay` the text is numbered line by line, as TVM does it."
    ],
    examples: [.init("ir", .model), .init("ir 0 --op conv", .model), .init("ir --relay", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    var request = ListingRequest()
    request.position = arguments.position?.passCount
    request.function = arguments.function
    request.pattern = arguments.pattern
    request.up = arguments.up ?? 0
    request.down = arguments.down ?? 0
    request.isWhole = arguments.isWhole
    let path = arguments.path
    if arguments.isRelay {
      let text = try interpreter.session.relayText(at: request.position)
      if let path { return try write(text, to: path, interpreter.session) }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let end = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
      return Reply(lines[..<end].map { StyledText($0) }, ["text": .text(text)])
    }
    let texts = try interpreter.session.listing(request).map(\.text)
    if let path {
      return try write(texts.joined(separator: "\n") + "\n", to: path, interpreter.session)
    }
    return Reply(texts.map { StyledText($0) }, ["lines": JSON(texts)])
  }

  private static func write(
    _ text: String, to path: String, _ session: Session
  ) throws(Diagnostic) -> Reply {
    try session.write(Array(text.utf8), to: path)
    let count = text.split(separator: "\n").count
    return Reply(["\(count) lines in \(path)"], ["file": .text(path), "lines": .integer(count)])
  }

  private struct DifferenceKeys: Keys {
    let before = OptionalArgument(
      "before", .position, "after how many passes; `-` is the one before")
    let after = OptionalArgument("after", .position, "after how many passes")
    let isCountOnly = Switch("--stat", "only how many nodes changed")
    let isOfOwners = Switch("--owners", "only operators that are on another accelerator")
    let others = RepeatedOption(
      "--with", taking: "target", .of(.target),
      "operators that would be on another accelerator if the program were made for this one")
    let targets = RepeatedOption(
      "--targets", taking: "target", .of(.target), "in place of this one; those in use if left out")
    let content = Exclusive(["--stat"], and: ["--owners", "--with", "--targets"])
    let comparison = Dependence(["--targets"], on: "`--with`") { $0.flagNames.contains("--with") }
    let places = Dependence(["--with"], on: "the program as it is, without positions") {
      $0.words(besides: "").isEmpty
    }
  }

  static let diff = Command(
    "diff", also: ["di"], .program, "show what changed between two programs", DifferenceKeys(),
    answers: .either([DifferenceReply.schema, OwnerDifferenceAnswer.schema]),
    details: [
      "Without positions: what the last pass changed. Nodes are compared by their identity, so"
        + " that a new name is no change: + added, - removed, ~ changed, » moved to another"
        + " function.",
      "`--with` parts the program twice from before it was parted: for the targets in use, or for"
        + " those of `--targets`, and for those of `--with`. A target is a name or a description"
        + " file, and there may be several, in order of priority.",
    ],
    examples: [
      .init("diff", .lowered), .init("diff 0 1 --stat", .lowered),
      .init("diff 0 --owners", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    if !arguments.others.isEmpty {
      return Reply(
        try interpreter.session.ownerDifference(of: arguments.targets, with: arguments.others))
    }
    if arguments.isOfOwners {
      return Reply(
        try interpreter.session.ownerDifference(
          from: arguments.before?.passCount, to: arguments.after?.passCount))
    }
    let view = try interpreter.session.difference(
      from: arguments.before?.passCount, to: arguments.after?.passCount)
    return Reply(DifferenceReply(answer: view, onlyCounts: arguments.isCountOnly))
  }

  private enum VerifyAction: String, CommandAction {
    case now, on, off

    var takes: ActionWords {
      .nothing(flags: self == .now ? ["--laws", "--values", "--each"] : [])
    }
  }

  private struct VerifyKeys: Keys {
    let action = ActionArgument(
      "action", VerifyAction.self, or: .now,
      "`now` if left out; `on` and `off`: the laws after each pass")
    let onlyLaws = Switch("--laws", "only the laws, no values")
    let onlyValues = Switch("--values", "only the values, no laws")
    let each = Switch("--each", "from now on the laws and the values after each pass")
    let part = Exclusive(["--laws"], and: ["--values", "--each"])
    let time = Exclusive(["--values"], and: ["--each"])
  }

  static let verify = Command(
    "verify", also: ["ver"], .program, "check that the program keeps the laws and its values",
    VerifyKeys(),
    answers: .either([VerificationAnswer.schema, .nothing]),
    details: [
      "`now` checks the laws, which `help laws` lists, and runs the program and the one before the"
        + " last pass: regions that are instructions on their accelerators, all else in the"
        + " reference evaluator. Integers must be equal; floats after `simplify`,"
        + " `fold-constants` and `legalize` within 1e-4 of the largest element. What `quantize`"
        + " does to the values is reported, not judged.",
      "It takes the inputs that were given, or random ones. A failure has the exit code 3.",
    ],
    examples: [.init("verify", .model), .init("verify --laws", .model), "verify on"]
  ) { arguments, interpreter throws(Diagnostic) in
    if arguments.each {
      try interpreter.session.set("verify-each", to: "on")
      try interpreter.session.set("compare-each", to: "on")
      return Reply("laws and values are checked after each pass")
    }
    switch arguments.action {
    case .now: return try verifyNow(arguments, &interpreter.session)
    case .on:
      try interpreter.session.set("verify-each", to: "on")
      return Reply("the laws are checked after each pass")
    case .off:
      try interpreter.session.set("verify-each", to: "off")
      try interpreter.session.set("compare-each", to: "off")
      return Reply("nothing is checked after a pass")
    }
  }

  private static func verifyNow(
    _ arguments: Arguments<VerifyKeys>, _ session: inout Session
  ) throws(Diagnostic) -> Reply {
    var answer = VerificationAnswer()
    if !arguments.onlyValues { answer.laws = try session.verifyLaws() }
    if !arguments.onlyLaws { answer.values = try session.verifyValues() }
    return Reply(answer)
  }

}

/// A program of the history: after how many passes, or nil for the one that `-` stands for.
private struct ProgramPosition: Sendable {
  var passCount: Int?
}

extension Word where Value == ProgramPosition {

  /// A number of passes, with or without `P`, or `-`.
  fileprivate static var position: Word {
    Word(.number) { word, _ throws(Diagnostic) in
      guard word != "-" else { return ProgramPosition(passCount: nil) }
      let digits = word.hasPrefix("P") ? String(word.dropFirst()) : word
      return ProgramPosition(passCount: try parseNumber(digits, as: "a position"))
    }
  }

}
