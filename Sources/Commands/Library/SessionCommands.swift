import Canvas
import Debugger
import Diagnostics
import Support

/// The session itself.
enum SessionCommands {

  static let all: [Command] = [
    set, show, source, save, history, echo, define, shell, tui, clear, quit,
  ]

  static let set = Command(
    CommandInfo(
      "set", .session, "change a setting",
      [
        Parameter("name", .setting, "the name of the setting"),
        Parameter("value", .word, .any, "what to set it to"),
      ],
      examples: ["set verify-each off", "set direction reverse"])
  ) { arguments, interpreter throws(Diagnostic) in
    let name = arguments.required("name")
    let value = arguments.words("value").joined(separator: " ")
    try interpreter.session.set(name, to: value.isEmpty ? "on" : value)
    return showReply(interpreter.session, name)
  }

  static let show = Command(
    CommandInfo(
      "show", .session, "show settings",
      [Parameter("name", .setting, .optional, "the name of one")], examples: ["show"])
  ) { arguments, interpreter throws(Diagnostic) in
    if let name = arguments["name"] { _ = try interpreter.session.setting(name) }
    return showReply(interpreter.session, arguments["name"])
  }

  private static func showReply(_ session: Session, _ name: String?) -> Reply {
    let views = session.settingViews.filter { name == nil || $0.name == name || $0.aliases(name) }
    var table = Table("", "", "")
    for view in views {
      table.append(["\(view.name, .name)", StyledText(view.value), StyledText(view.summary, .dim)])
    }
    return Reply(table.lines(), .object(views.map { .init($0.name, .text($0.value)) }))
  }

  static let source = Command(
    CommandInfo(
      "source", .session, "carry out the lines of a file",
      [Parameter("file", .file(["sluice", "txt"]), "the file")],
      details: ["The first line that fails ends it. Lines that begin with # are comments."],
      examples: ["source samples/scripts/tour.sluice"])
  ) { arguments, interpreter throws(Diagnostic) in
    let path = arguments.required("file")
    let text = try interpreter.session.readText(path)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return interpreter.perform(lines: lines, of: path)
  }

  static let save = Command(
    CommandInfo(
      "save", .session, "keep the lines of this session in a file, to be carried out again",
      [Parameter("file", .file(["sluice"]), "the file")],
      examples: ["save /tmp/session.sluice"])
  ) { arguments, interpreter throws(Diagnostic) in
    let path = arguments.required("file")
    let lines = interpreter.history.dropLast()
    try interpreter.session.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: path)
    return Reply("\(lines.count, .number) lines in \(path)", ["lines": .integer(lines.count)])
  }

  static let history = Command(
    CommandInfo(
      "history", .session, "show the lines that were carried out",
      [Parameter("count", .number, .optional, "how many of the last")], examples: ["history"])
  ) { arguments, interpreter throws(Diagnostic) in
    let lines = interpreter.history.suffix(try arguments.number("count").map { max(0, $0) } ?? 50)
    let first = interpreter.history.count - lines.count + 1
    let texts = lines.enumerated().map { StyledText("\(first + $0)  \($1)") }
    return Reply(texts, ["lines": JSON(lines)])
  }

  static let echo = Command(
    CommandInfo(
      "echo", .session, "print a text", [Parameter("text", .word, .rest, "the text")],
      examples: ["echo done"])
  ) { arguments, _ throws(Diagnostic) in
    let text = arguments["text"] ?? ""
    return Reply(StyledText(text), ["text": .text(text)])
  }

  static let define = Command(
    CommandInfo(
      "define", .session, "give several lines a name; `end` closes them",
      [Parameter("name", .word, "the word that stands for them")],
      details: ["In the lines, $1 to $9 are the words after the name, and $* is all of them."],
      examples: ["define twice"])
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.beginDefinition(arguments.required("name"))
    return Reply()
  }

  static let shell = Command(
    CommandInfo(
      "shell", .session, "hand a line to the shell; so does `!`",
      [Parameter("line", .word, .rest, "the line")], examples: ["shell ls samples", "!ls samples"])
  ) { arguments, _ throws(Diagnostic) in
    var reply = Reply()
    reply.request = .shell(arguments["line"] ?? "")
    return reply
  }

  static let tui = Command(
    CommandInfo("tui", .session, "show the full screen", examples: ["tui"])
  ) { _, _ throws(Diagnostic) in
    var reply = Reply()
    reply.request = .screen
    return reply
  }

  static let clear = Command(
    CommandInfo("clear", .session, "clear the screen", examples: ["clear"])
  ) { _, _ throws(Diagnostic) in
    var reply = Reply()
    reply.request = .clear
    return reply
  }

  static let quit = Command(
    CommandInfo(
      "quit", also: ["q", "exit"], .session, "end the session",
      [Parameter("code", .number, .optional, "the exit code")], examples: ["quit"])
  ) { arguments, _ throws(Diagnostic) in
    var reply = Reply()
    reply.request = .quit(Int32(clamping: try arguments.number("code") ?? 0))
    return reply
  }

}
