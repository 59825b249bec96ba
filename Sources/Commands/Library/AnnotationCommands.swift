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

  static let annotate = edit(
    "annotate", "say which target operators go to, as far as it takes them",
    EditKeys("selection", .node, "SELECTOR TARGET [where CONDITION]; the target may be `host`"),
    details: [selectors, conditions],
    examples: [
      .init("annotate nn.dense host where channels < 16", .model),
      .init("annotate @/Relu host", .model),
    ]
  )

  static let pin = edit(
    "pin", "say which target a node goes to, whatever else is said",
    EditKeys("node", .node, "NODE TARGET; the target may be `host`"),
    details: ["A target that does not take the node is an error."],
    examples: [.init("pin @/f3/Gemm host", .model)]
  )

  static let exclude = edit(
    "exclude", "keep operators from a target, or from all",
    EditKeys("selection", .node, "SELECTOR [TARGET] [where CONDITION]"),
    details: [selectors, conditions],
    examples: [.init("exclude nn.relu", .model), .init("exclude /f1/", .lowered)]
  )

  static let split = edit(
    "split", "keep two nodes in different regions",
    EditKeys("nodes", .node, "two nodes"),
    examples: [.init("split @/f1/Gemm @/f2/Gemm", .model)]
  )

  static let merge = edit(
    "merge", "make the regions of two nodes one",
    EditKeys("nodes", .node, "two nodes"),
    details: [
      "What lies between them comes with them. A region that would depend on itself is refused, with"
        + " the way."
    ],
    examples: [.init("merge @/f1/Gemm @/f2/Gemm", .model)]
  )

  static let priority = edit(
    "priority", "say which targets are asked first",
    EditKeys(
      "targets", .target, "targets in their order; the others follow; none: as they were selected"),
    examples: [.init("priority", .model)]
  )

  /// The command whose line is an edit that begins with `verb`.
  private static func edit(
    _ verb: String, _ summary: String, _ keys: EditKeys, details: [String] = [],
    examples: [CommandInfo.Example]
  ) -> Command {
    Command(
      verb, .program, summary, keys, answers: EditAnswer.schema, details: details + [again],
      examples: examples
    ) { arguments, interpreter throws(Diagnostic) in
      let line = arguments.rest.map { "\(verb) \($0)" } ?? verb
      return Reply(try interpreter.session.edit(line))
    }
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
