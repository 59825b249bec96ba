import Canvas
import Debugger
import Diagnostics
import Support

/// What there is, and how to ask for it.
enum HelpCommands {

  static let all: [Command] = [help, apropos]

  /// The form of what is said of a command.
  private static let page: Schema = [
    "name": .text, "summary": .text, "usage": .text, "shortest": .text, "aliases": .list(.text),
    "reversed": .list(.text), "details": .list(.text), "examples": .list(.text),
  ]

  private struct HelpKeys: Keys {
    let topic = SeveralArguments(
      "topic", .of(.command), "a command, a group of them, `locations`, `expressions`")
  }

  static let help = Command(
    "help", also: ["h"], .session, "say what a command does", HelpKeys(),
    answers: .either([
      HelpAnswer.schema.adding(["text": .list(.text)]), ["macro": .list(.text)], page,
      ["commands": .list(.text)],
    ]),
    examples: ["help", "help apply", "help locations"]
  ) { arguments, interpreter throws(Diagnostic) in
    let words = arguments.topic
    guard let word = words.first else { return overview(interpreter) }
    if words.count == 1, let topic = helpTopics[word] {
      return Reply(topic.map { StyledText($0) }, ["text": JSON(topic)])
    }
    if words.count == 1, let lines = interpreter.macros[word] {
      return Reply(
        [StyledText("\(word) is a macro:")] + lines.map { StyledText("  " + $0) },
        ["macro": JSON(lines)])
    }
    if let help = interpreter.session.help(on: words) {
      var reply = Reply(help)
      reply.result["text"] = JSON(help.lines.map(\.text))
      return reply
    }
    guard let command = try interpreter.command(named: word) else { return Reply() }
    return Reply(page(of: command.info), command.info.json)
  }

  private struct AproposKeys: Keys {
    let word = SeveralArguments("word", .any, count: .some, "what to look for")
  }

  static let apropos = Command(
    "apropos", .session, "find commands by what they do", AproposKeys(),
    answers: ["commands": .list(.text)],
    examples: ["apropos breakpoint"]
  ) { arguments, _ throws(Diagnostic) in
    let words = arguments.word.map { $0.lowercased() }
    let found = allCommands.map(\.info).filter { info in
      let text = ([info.name, info.summary] + info.details).joined(separator: " ").lowercased()
      return words.allSatisfy { text.contains($0) }
    }
    guard !found.isEmpty else {
      throw .error("no command says `\(words.joined(separator: " "))`", hints: ["`help` lists all"])
    }
    return Reply(table(of: found), ["commands": JSON(found.map(\.name))])
  }

  private static func overview(_ interpreter: Interpreter) -> Reply {
    var lines: [StyledText] = []
    for group in CommandGroup.allCases {
      let infos = allCommands.map(\.info).filter { $0.group == group }
      guard !infos.isEmpty else { continue }
      lines.append(StyledText(group.rawValue, .title))
      lines += table(of: infos).map { StyledText("  ") + $0 }
    }
    lines.append("")
    lines.append("`help COMMAND` says more; `help locations` and `help expressions` explain words.")
    lines.append("A command may be shortened to what only it begins with, as far as the bar.")
    return Reply(lines, ["commands": JSON(allCommands.map(\.info.name))])
  }

  /// One line for each: the name with its shortest form marked, and what it does.
  private static func table(of infos: [CommandInfo]) -> [StyledText] {
    var table = Table("", "")
    for info in infos {
      let short = shortestPrefix(of: info)
      let rest = info.name.dropFirst(short.count)
      let name: StyledText = rest.isEmpty ? "\(short, .name)" : "\(short, .name)|\(rest)"
      table.append([name, StyledText(info.summary)])
    }
    return table.lines()
  }

  private static func page(of info: CommandInfo) -> [StyledText] {
    var lines: [StyledText] = ["\(info.usage, .emphasis)", "  \(info.summary)"]
    let short = shortestPrefix(of: info)
    let words = info.aliases.filter { $0 != short } + info.reversed.map { "\($0) (backwards)" }
    lines.append(
      "  short: \(short)\(words.isEmpty ? "" : "; also " + words.joined(separator: ", "))"
    )
    var table = Table("", "")
    for parameter in info.parameters {
      table.append(["  \(parameter.spelling, .name)", StyledText(parameter.summary)])
    }
    for flag in info.flags {
      table.append(["  \(flag.spelling, .name)", StyledText(flag.summary)])
    }
    if !table.rows.isEmpty { lines += table.lines() }
    lines += info.details.map { StyledText($0) }
    if info.repeats { lines.append("An empty line does it once more.") }
    if !info.examples.isEmpty {
      lines.append(StyledText("examples:", .title))
      lines += info.examples.map { StyledText("  " + $0.line) }
    }
    return lines
  }

}

extension CommandInfo {

  /// The same for programs.
  var json: JSON {
    [
      "name": .text(name), "summary": .text(summary), "usage": .text(usage),
      "shortest": .text(shortestPrefix(of: self)), "aliases": JSON(aliases),
      "reversed": JSON(reversed), "details": JSON(details), "examples": JSON(examples.map(\.line)),
    ]
  }

}
