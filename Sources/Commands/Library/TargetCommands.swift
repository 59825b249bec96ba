import Canvas
import Debugger
import Diagnostics
import Support

/// The accelerators that programs are made for.
enum TargetCommands {

  static let all: [Command] = [target]

  private enum Action: String, CommandAction {
    case list, use, check, show, convert, new

    var takes: ActionWords {
      switch self {
      case .list: .nothing()
      case .use: .some("a name or a file")
      case .convert: .one("a file")
      case .check: ActionWords(count: 1 ... 1, first: "a file", flags: ["--compile"])
      case .show: .upTo(1, "a name")
      case .new: ActionWords(count: 0 ... 1, first: "a file", flags: TargetCommands.newFlags)
      }
    }
  }

  private struct TargetKeys: Keys {
    let action = ActionArgument("action", Action.self, or: .list, "`list` if left out")
    let names = SeveralArguments("names", .of(.target), "names, or description files")
    let compiles = Switch("--compile", "compile small models for it, and run them")
    let configuration = Option(
      "--vta-config", taking: "file", .file("json"), "a `vta_config.json` that says what it is")
    let name = Option("--name", taking: "name", .any, "what a new one is called")
    let numbers = Option("--numbers", taking: "type", .any, "what a new one multiplies")
    let array = Option("--array", taking: "n", .any, "rows and columns of its array")
    let data = Option("--data", taking: "n", .any, "rows of data that it holds")
    let weights = Option("--weights", taking: "n", .any, "blocks of weights that it holds")
    let sums = Option("--sums", taking: "n", .any, "rows of sums that it holds")
    let order = Option("--order", taking: "order", .any, "what makes its instructions wait")
    let replaces = Switch("--replace", "write over a file that is there already")
    let exclusive = Exclusive(["--vta-config"], and: TargetCommands.sketchFlags)
  }

  static let target = Command(
    "target", .program, "list, choose and check accelerators", TargetKeys(),
    answers: .either([
      ["targets": .list(.text), "selected": .list(.text)], TargetView.schema, CompileAnswer.schema,
      ["text": .text], NewTargetAnswer.schema,
    ]),
    details: [
      "`target use NAME…` says which accelerators programs are made for, in order of priority.",
      "`target check FILE` reads a description and explains every mistake with line and column.",
      "With `--compile` it then compiles a layer of each kind for it, runs it, and says why one stays"
        + " on the host.",
      "`target convert FILE` prints a description with what instructions do in place of what they mean.",
      "`target new FILE` writes the description of a new one: it asks a few questions in a terminal,"
        + " unless words such as `--array 8` answer them; what is not said is as usual."
        + " `--vta-config` takes all from the configuration of a Versatile Tensor Accelerator.",
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
      let view = try interpreter.session.checkTarget(names[0])
      guard arguments.compiles else { return reply(view) }
      return reply(try interpreter.session.compileTrials(names[0]))
    case .show:
      let name = names.first ?? interpreter.session.targets.selected.first ?? ""
      return reply(try interpreter.session.targetView(name))
    case .convert:
      let text = try interpreter.session.convertTarget(names[0])
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return Reply(lines.map { StyledText($0) }, ["text": JSON(text)])
    case .new:
      let given = [
        "name": arguments.name, "numbers": arguments.numbers, "array": arguments.array,
        "data": arguments.data, "weights": arguments.weights, "sums": arguments.sums,
        "order": arguments.order,
      ]
      var new = NewTarget(
        path: names.first, answers: given.compactMapValues(\.self),
        configuration: arguments.configuration, replaces: arguments.replaces)
      return Reply(try new.write(interpreter))
    }
  }

  /// What a sketch is answered by, as flags.
  fileprivate static let sketchFlags: Set = [
    "--numbers", "--array", "--data", "--weights", "--sums", "--order",
  ]
  fileprivate static let newFlags = sketchFlags.union(["--vta-config", "--name", "--replace"])

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
