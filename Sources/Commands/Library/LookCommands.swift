import Canvas
import Debugger
import Diagnostics
import Support

/// Looking at memories and values.
enum LookCommands {

  static let all: [Command] = [examine, print, display, undisplay, info, list]

  private struct PlaceKeys: Keys {
    let format = FormatWord()
    let place = Argument("place", .memory, "as `acc[0]`, `acc[0:4]`, `dram[0x1000]`")
  }

  static let examine = Command(
    "x", .looking, "show elements of a memory", PlaceKeys(),
    answers: MemoryAnswer.schema,
    details: [
      "`help formats` shows what may follow `x/`.", "* marks what the last write wrote.",
    ],
    examples: [.init("x/4d acc[0]", .stream), .init("x/32x dram[0x1000]", .stream)],
    repeats: true
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(try interpreter.session.examine(arguments.place, arguments.format))
  }

  private struct ExpressionKeys: Keys {
    let format = FormatWord()
    let expression: RestOfLine
    init(_ summary: String) { expression = RestOfLine("expression", .expression, summary) }
  }

  static let print = Command(
    "print", also: ["p"], .looking, "show a value",
    ExpressionKeys("an expression, elements, or a node: `%12`"),
    answers: ShownValue.schema,
    examples: [.init("p acc[0][0] + 1", .stream), .init("p/x $insn", .stream), "p 2 + 3"]
  ) { arguments, interpreter throws(Diagnostic) in
    guard let text = arguments.expression else { throw .error("`print` needs an expression") }
    let value = try interpreter.session.shown(text, arguments.format)
    var reply = Reply(value)
    if let count = value.countOfAll { reply.cut(next: "print/\(count) \(text)") }
    return reply
  }

  static let display = Command(
    "display", also: ["disp"], .looking, "show a value at every stop",
    ExpressionKeys("an expression; all displays if left out"),
    answers: ["displays": .list(DisplayView.schema)],
    examples: [.init("display acc[0][0]", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    if let text = arguments.expression {
      return displayReply([try interpreter.session.addDisplay(text, arguments.format)])
    }
    return displayReply(interpreter.session.displayViews)
  }

  private static func displayReply(_ views: [DisplayView]) -> Reply {
    Reply(views.map { StyledText($0.text) }, ["displays": .list(views.map(\.json))])
  }

  private struct UndisplayKeys: Keys {
    let number = OptionalArgument("number", .number(1 ... .max), "the display; all if left out")
  }

  static let undisplay = Command(
    "undisplay", .looking, "show a value no more", UndisplayKeys(),
    answers: .nothing,
    examples: [.init("undisplay 1", .stopped)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.removeDisplay(arguments.number)
    return Reply()
  }

  private struct InfoKeys: Keys {
    let topic = Argument("topic", .table, "what")
    let words = SeveralArguments("words", .any, "a range or a name, for some")
  }

  static let info = Command(
    "info", also: ["i"], .looking, "show a table of what there is", InfoKeys(),
    answers: .either(InfoTable.all.map(\.answer)),
    details: InfoTable.all.map { "`info \($0.name)`: \($0.summary)." },
    examples: [
      .init("info units", .stream), .init("info tokens", .stream), .init("info sram", .stream),
      .init("info insns 0 4", .stream), .init("info passes", .model), "info breakpoints",
      .init("info copies", .lowered), .init("info storage", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    let table = arguments.topic
    if let word = arguments.words.first, !table.takesWords {
      throw .error("`info \(table.name)` does not take `\(word)`")
    }
    return try table.reply(interpreter.session, arguments.words)
  }

  private struct ListKeys: Keys {
    let place = OptionalArgument("place", .location, "around another one")
  }

  static let list = Command(
    "list", also: ["l"], .looking, "show instructions around the next one", ListKeys(),
    answers: InfoTable.instructionRows,
    examples: [.init("list", .stream), .init("l #2", .stream)], repeats: true
  ) { arguments, interpreter throws(Diagnostic) in
    try InfoTable.instructionList(
      interpreter.session, around: interpreter.session.firstInstruction(at: arguments.place))
  }

}
