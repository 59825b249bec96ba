import Canvas
import Debugger
import Diagnostics
import Support

/// The accelerators that programs are made for.
enum TargetCommands {

  static let all: [Command] = [target]

  private enum Action: String, CommandAction {
    case list, use, check, show, convert

    var takes: ActionWords {
      switch self {
      case .list: .nothing()
      case .use: .some("a name or a file")
      case .convert: .one("a file")
      case .check: ActionWords(count: 1 ... 1, first: "a file", flags: ["--compile"])
      case .show: .upTo(1, "a name")
      }
    }
  }

  private struct TargetKeys: Keys {
    let action = ActionArgument("action", Action.self, or: .list, "`list` if left out")
    let names = SeveralArguments("names", .of(.target), "names, or description files")
    let compiles = Switch("--compile", "compile small models for it, and run them")
  }

  static let target = Command(
    "target", .program, "list, choose and check accelerators", TargetKeys(),
    answers: .either([
      ["targets": .list(.text), "selected": .list(.text)], TargetView.schema, CompileAnswer.schema,
      ["text": .text],
    ]),
    details: [
      "`target use NAME…` says which accelerators programs are made for, in order of priority.",
      "`target check FILE` reads a description and explains every mistake with line and column.",
      "With `--compile` it then compiles a layer of each kind for it, runs it, and says why one stays"
        + " on the host.",
      "`target convert FILE` prints a description with what instructions do in place of what they mean.",
    ],
    examples: ["target list", "target show"]
  ) { arguments, interpreter throws(Diagnostic) in
    let names = arguments.names
    switch arguments.action {
    case .list: return list(interpreter.session)
    case .use:
      try interpreter.session.selectTargets(names)
      return list(interpreter.session)
    case .check:
      guard arguments.compiles else {
        return reply(try interpreter.session.checkTarget(names[0]))
      }
      return reply(try interpreter.session.compileTrials(names[0]))
    case .show:
      let name = names.first ?? interpreter.session.targets.selected.first ?? ""
      return reply(try interpreter.session.targetView(name))
    case .convert:
      let text = try interpreter.session.convertTarget(names[0])
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return Reply(lines.map { StyledText($0) }, ["text": JSON(text)])
    }
  }

  private static func list(_ session: Session) -> Reply {
    let selected = session.targets.selected
    let lines = session.targets.names.map { name -> StyledText in
      selected.contains(name) ? "\("*", .current) \(name, .name)" : "  \(name)"
    }
    return Reply(
      lines, ["targets": JSON(session.targets.names), "selected": JSON(selected)])
  }

  private static func reply(_ view: TargetView) -> Reply { Reply(view) }

  private static func reply(_ answer: CompileAnswer) -> Reply {
    var reply = Reply(answer)
    if let problem = answer.problem {
      reply.failure = problem.failure
      reply.diagnostics = [problem]
    }
    return reply
  }

}
