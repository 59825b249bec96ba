import Canvas
import Debugger
import Diagnostics
import Support

/// Looking at memories and values.
enum LookCommands {

  static let all: [Command] = [examine, print, display, undisplay, info, list]

  static let examine = Command(
    CommandInfo(
      "x", .looking, "show elements of a memory",
      [Parameter("place", .memory, "as `acc[0]`, `acc[0:4]`, `dram[0x1000]`")],
      details: [
        "`help formats` shows what may follow `x/`.", "* marks what the last write wrote.",
      ],
      examples: [.init("x/4d acc[0]", .stream), .init("x/32x dram[0x1000]", .stream)],
      repeats: true, takesFormat: true)
  ) { arguments, interpreter throws(Diagnostic) in
    let place = arguments.required("place")
    let rows = try interpreter.session.memoryLines(place, arguments.format)
    let memory = place.prefix { $0 != "[" }
    let isBytes = memory == "dram"
    var table = Table([Table.Column(""), Table.Column("", .trailing), Table.Column("")])
    for row in rows {
      let index = isBytes ? "0x" + String(row.index, radix: 16) : "\(memory)[\(row.index)]"
      table.append([
        StyledText(row.isChanged ? "*" : " ", .changed), StyledText(index, .name),
        StyledText(row.text, row.isChanged ? .changed : .plain),
      ])
    }
    let result = rows.map { row -> JSON in
      ["index": .integer(row.index), "text": .text(row.text), "changed": .flag(row.isChanged)]
    }
    return Reply(table.lines(), ["memory": .text(String(memory)), "rows": .list(result)])
  }

  static let print = Command(
    CommandInfo(
      "print", also: ["p"], .looking, "show a value",
      [Parameter("expression", .expression, .rest, "an expression, elements, or a node: `%12`")],
      examples: [.init("p acc[0][0] + 1", .stream), .init("p/x $insn", .stream), "p 2 + 3"],
      takesFormat: true)
  ) { arguments, interpreter throws(Diagnostic) in
    guard let text = arguments["expression"] else { throw .error("`print` needs an expression") }
    let value = try interpreter.session.shown(text, arguments.format)
    let lines = value.split(separator: "\n").map { StyledText($0) }
    return Reply(lines, ["value": .text(value)])
  }

  static let display = Command(
    CommandInfo(
      "display", also: ["disp"], .looking, "show a value at every stop",
      [Parameter("expression", .expression, .rest, "an expression; all displays if left out")],
      examples: [.init("display acc[0][0]", .stream)], takesFormat: true)
  ) { arguments, interpreter throws(Diagnostic) in
    if let text = arguments["expression"] {
      let line = try interpreter.session.addDisplay(text, arguments.format)
      return Reply(StyledText(line))
    }
    return Reply(interpreter.session.displayTexts.map { StyledText($0) })
  }

  static let undisplay = Command(
    CommandInfo(
      "undisplay", .looking, "show a value no more",
      [Parameter("number", .number, .optional, "the display; all if left out")],
      examples: [.init("undisplay 1", .stopped)])
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.removeDisplay(arguments.number("number"))
    return Reply()
  }

  static let info = Command(
    CommandInfo(
      "info", also: ["i"], .looking, "show a table of what there is",
      [
        Parameter("topic", .choice(InfoTable.allCases.map(\.rawValue)), "what"),
        Parameter("words", .word, .any, "a range or a name, for some"),
      ],
      examples: [
        .init("info units", .stream), .init("info tokens", .stream), .init("info sram", .stream),
        .init("info insns 0 4", .stream), .init("info passes", .model), "info breakpoints",
        .init("info copies", .lowered), .init("info storage", .lowered),
      ])
  ) { arguments, interpreter throws(Diagnostic) in
    let word = arguments.required("topic")
    let names = InfoTable.allCases.map(\.rawValue)
    let matching = names.contains(word) ? [word] : names.filter { $0.hasPrefix(word) }
    guard matching.count == 1, let topic = InfoTable(rawValue: matching[0]) else {
      throw .error(
        "`info` knows no `\(word)`", hints: ["it knows \(names.joined(separator: ", "))"])
    }
    return try topic.reply(interpreter.session, arguments.words("words"))
  }

  static let list = Command(
    CommandInfo(
      "list", also: ["l"], .looking, "show instructions around the next one",
      [Parameter("place", .location, .optional, "around another one")],
      examples: [.init("list", .stream), .init("l #2", .stream)], repeats: true)
  ) { arguments, interpreter throws(Diagnostic) in
    try InfoTable.instructionList(
      interpreter.session, around: interpreter.session.firstInstruction(at: arguments["place"]))
  }

}
