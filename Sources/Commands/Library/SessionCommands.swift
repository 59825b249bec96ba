import Canvas
import Debugger
import Diagnostics
import Support

/// The session itself.
enum SessionCommands {

  static let all: [Command] = [
    set, show, source, save, history, echo, define, shell, tui, clear, quit,
  ]

  private struct SetKeys: Keys {
    let name = Argument("name", .of(.setting), "the name of the setting")
    let value = SeveralArguments("value", .any, "what to set it to")
  }

  static let set = Command(
    "set", .session, "change a setting", SetKeys(),
    answers: .map(.text),
    examples: ["set verify-each off", "set direction reverse"]
  ) { arguments, interpreter throws(Diagnostic) in
    let value = arguments.value.joined(separator: " ")
    try interpreter.session.set(arguments.name, to: value.isEmpty ? "on" : value)
    return showReply(interpreter.session, arguments.name)
  }

  private struct ShowKeys: Keys {
    let name = OptionalArgument("name", .of(.setting), "the name of one")
  }

  static let show = Command(
    "show", .session, "show settings", ShowKeys(), answers: .map(.text),
    examples: ["show"]
  ) { arguments, interpreter throws(Diagnostic) in
    if let name = arguments.name { _ = try interpreter.session.setting(name) }
    return showReply(interpreter.session, arguments.name)
  }

  private static func showReply(_ session: Session, _ name: String?) -> Reply {
    let views = session.settingViews.filter { name == nil || $0.name == name || $0.aliases(name) }
    var table = Table("", "", "")
    for view in views {
      table.append(["\(view.name, .name)", StyledText(view.value), StyledText(view.summary, .dim)])
    }
    return Reply(table.lines(), .object(views.map { .init($0.name, .text($0.value)) }))
  }

  private struct SourceKeys: Keys {
    let file = Argument("file", .file("sluice", "txt"), "the file")
  }

  static let source = Command(
    "source", .session, "carry out the lines of a file", SourceKeys(),
    answers: .nothing,
    details: ["The first line that fails ends it. Lines that begin with # are comments."],
    examples: ["source samples/scripts/tour.sluice"]
  ) { arguments, interpreter throws(Diagnostic) in
    let text = try interpreter.session.readText(arguments.file)
    return interpreter.perform(lines: text.lines, of: arguments.file)
  }

  private struct SaveKeys: Keys {
    let file = Argument("file", .file("sluice"), "the file")
  }

  static let save = Command(
    "save", .session, "keep the lines of this session in a file, to be carried out again",
    SaveKeys(), answers: ["lines": .integer],
    details: ["Lines that failed are left out."],
    examples: ["save /tmp/session.sluice"]
  ) { arguments, interpreter throws(Diagnostic) in
    let lines = interpreter.replayableLines
    try interpreter.session.write(
      Array(lines.map { $0 + "\n" }.joined().utf8), to: arguments.file)
    var reply = Reply(
      "\(lines.count, .number) lines in \(arguments.file)", ["lines": .integer(lines.count)])
    // A replay that saves would write over the file that it is read from.
    reply.isReplayable = false
    return reply
  }

  private struct HistoryKeys: Keys {
    let count = Argument("count", .number(0 ... .max), or: 50, "how many of the last")
  }

  static let history = Command(
    "history", .session, "show the lines that were carried out", HistoryKeys(),
    answers: .cuttable(["lines": .list(.text)]),
    examples: ["history"]
  ) { arguments, interpreter throws(Diagnostic) in
    let lines = interpreter.history.suffix(arguments.count)
    let first = interpreter.history.count - lines.count + 1
    let texts = lines.enumerated().map { StyledText("\(first + $0)  \($1)") }
    var reply = Reply(texts, ["lines": JSON(lines)])
    // The line that goes on is one more.
    if first > 1 { reply.cut(next: "history \(interpreter.history.count + 1)") }
    return reply
  }

  private struct EchoKeys: Keys {
    let text = RestOfLine("text", .word, "the text")
  }

  static let echo = Command(
    "echo", .session, "print a text", EchoKeys(), answers: ["text": .text],
    examples: ["echo done"]
  ) { arguments, _ throws(Diagnostic) in
    let text = arguments.text ?? ""
    return Reply(StyledText(text), ["text": .text(text)])
  }

  private struct DefineKeys: Keys {
    let name = Argument("name", .any, "the word that stands for them")
  }

  static let define = Command(
    "define", .session, "give several lines a name; `end` closes them", DefineKeys(),
    answers: .nothing,
    details: ["In the lines, $1 to $9 are the words after the name, and $* is all of them."],
    examples: ["define twice"]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.beginDefinition(arguments.name)
    return Reply()
  }

  private struct ShellKeys: Keys {
    let line = RestOfLine("line", .word, "the line")
  }

  static let shell = Command(
    "shell", .session, "hand a line to the shell; so does `!`", ShellKeys(),
    answers: Interpreter.shellAnswer,
    details: [
      "A line that ends with another code than 0 fails. With `--json` the answer has what the line"
        + " printed; `--no-shell` refuses it."
    ],
    examples: ["shell ls samples", "!ls samples"]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.runShell(arguments.line ?? "", "")
  }

  static let tui = Command(
    "tui", .session, "show the full screen", answers: .nothing,
    examples: ["tui"]
  ) { _ throws(Diagnostic) in
    var reply = Reply()
    reply.request = .screen
    return reply
  }

  static let clear = Command(
    "clear", .session, "clear the screen", answers: .nothing,
    examples: ["clear"]
  ) { _ throws(Diagnostic) in
    var reply = Reply()
    reply.request = .clear
    return reply
  }

  private struct QuitKeys: Keys {
    let code = Argument("code", .number(0 ... 255), or: 0, "the exit code")
  }

  static let quit = Command(
    "quit", also: ["q", "exit"], .session, "end the session", QuitKeys(), answers: .nothing,
    examples: ["quit"]
  ) { arguments, _ throws(Diagnostic) in
    var reply = Reply()
    reply.request = .quit(Int32(arguments.code))
    return reply
  }

}
