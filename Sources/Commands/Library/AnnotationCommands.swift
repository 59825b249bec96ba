import Canvas
import Debugger
import Diagnostics
import Support

/// What the user wants of where operators go.
enum AnnotationCommands {

  static let all: [Command] = [
    annotate, pin, exclude, split, merge, priority, preview, annotations,
  ]

  private struct EditKeys: Keys {
    let rest: RestOfLine

    init(_ name: String, _ kind: WordKind, _ summary: String) {
      rest = RestOfLine(name, kind, summary)
    }
  }

  private static let selectors =
    "A selector is an operator, `@NODE` of the model, `%3`, `/regex/` over the names of the model's"
    + " nodes, or a pattern such as `nn.relu(nn.conv2d(*, constant))`."

  private static let conditions =
    "A condition compares attributes of the operator and rank, dtype, shape, elements, batch,"
    + " channels, height and width of its result (`input.rank` of its first operand, `weight.dtype`"
    + " of its second) with `== != < <= > >=`, `+ - * / %`, `and`, `or` and `not`."

  private static let again =
    "Where `merge-composite` has been applied, the edit is put before it, and the passes after it"
    + " are applied again; `undo` takes all of that back."

  static let annotate = Command(
    "annotate", .program, "say which target operators go to, as far as it takes them",
    EditKeys("selection", .node, "SELECTOR TARGET [where CONDITION]; the target may be `host`"),
    answers: EditAnswer.schema,
    details: [selectors, conditions, again],
    examples: [
      .init("annotate nn.dense host where channels < 16", .model),
      .init("annotate @/Relu host", .model),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    try reply("annotate", arguments.rest, &interpreter)
  }

  static let pin = Command(
    "pin", .program, "say which target a node goes to, whatever else is said",
    EditKeys("node", .node, "NODE TARGET; the target may be `host`"),
    answers: EditAnswer.schema,
    details: ["A target that does not take the node is an error.", again],
    examples: [.init("pin @/f3/Gemm host", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    try reply("pin", arguments.rest, &interpreter)
  }

  static let exclude = Command(
    "exclude", .program, "keep operators from a target, or from all",
    EditKeys("selection", .node, "SELECTOR [TARGET] [where CONDITION]"),
    answers: EditAnswer.schema,
    details: [selectors, conditions, again],
    examples: [.init("exclude nn.relu", .model), .init("exclude /f1/", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    try reply("exclude", arguments.rest, &interpreter)
  }

  static let split = Command(
    "split", .program, "keep two nodes in different regions",
    EditKeys("nodes", .node, "two nodes"),
    answers: EditAnswer.schema, details: [again],
    examples: [.init("split @/f1/Gemm @/f2/Gemm", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    try reply("split", arguments.rest, &interpreter)
  }

  static let merge = Command(
    "merge", .program, "make the regions of two nodes one",
    EditKeys("nodes", .node, "two nodes"),
    answers: EditAnswer.schema,
    details: [
      "What lies between them comes with them. A region that would depend on itself is refused, with"
        + " the way.", again,
    ],
    examples: [.init("merge @/f1/Gemm @/f2/Gemm", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    try reply("merge", arguments.rest, &interpreter)
  }

  static let priority = Command(
    "priority", .program, "say which targets are asked first",
    EditKeys(
      "targets", .target, "targets in their order; the others follow; none: as they were selected"),
    answers: EditAnswer.schema, details: [again],
    examples: [.init("priority", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    try reply("priority", arguments.rest, &interpreter)
  }

  private static func reply(
    _ verb: String, _ rest: String?, _ interpreter: inout Interpreter
  ) throws(Diagnostic) -> Reply {
    Reply(try interpreter.session.edit(rest.map { "\(verb) \($0)" } ?? verb))
  }

  static let preview = Command(
    "preview", .program, "say what an edit of annotations would change, and change nothing",
    EditKeys(
      "edit", .choice(["annotate", "pin", "exclude", "split", "merge", "priority"]), "the edit"),
    answers: PreviewAnswer.schema,
    details: [
      "Where nothing has been decided yet, both programs are taken up to `partition`; with a clock"
        + " that `timing` has chosen to the end, and cycles are counted.",
      "The numbers are those that `regions` and `coverage` give once it is done.",
    ],
    examples: [
      .init("preview exclude nn.relu", .model), .init("preview pin @/f3/Gemm host", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(try interpreter.session.preview(arguments.rest ?? ""))
  }

  private enum AnnotationsAction: String, CommandAction {
    case show, clear

    var takes: ActionWords { .nothing(flags: self == .show ? ["--delete"] : []) }
  }

  private struct AnnotationsKeys: Keys {
    let action = ActionArgument(
      "action", AnnotationsAction.self, or: .show, "what to do; `show` if left out")
    let deleted = RepeatedOption(
      "--delete", taking: "number", .number(1 ... .max), "take an edit away")
  }

  static let annotations = Command(
    "annotations", .program, "show what was said of where operators go, or take it back",
    AnnotationsKeys(),
    answers: AnnotationsAnswer.schema,
    details: ["`annotations clear` takes all away; those of descriptions stay."],
    examples: [.init("annotations", .model), .init("annotations clear", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    var removed: [String] = []
    if !arguments.deleted.isEmpty {
      removed = try interpreter.session.removeAnnotations(arguments.deleted)
    } else if arguments.action == .clear {
      removed = try interpreter.session.removeAnnotations(nil)
    }
    return Reply(
      AnnotationsAnswer(
        edits: try interpreter.session.annotationViews(), removed: removed))
  }

}
