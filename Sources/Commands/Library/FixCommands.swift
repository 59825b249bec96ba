import Canvas
import Debugger
import Diagnostics
import Support

/// What would get operators onto an accelerator.
enum FixCommands {

  static let all: [Command] = [fix]

  private struct FixKeys: Keys {
    let node = Argument("node", .node, "a node that is on the host")
    let isApplied = Switch("--apply", "make the first change that does it")
    let isWhole = Switch("--all", "go on behind the first, and show all that was tried")
  }

  static let fix = Command(
    "fix", .understanding, "find the smallest change that gets a node onto an accelerator",
    FixKeys(), answers: FixAnswer.schema,
    details: [
      "Each change is tried before it is proposed: an edit taken back, a pass without an option or"
        + " with another, a pass of the default pipeline that was left out, and a condition less in a"
        + " description, for which the program is lowered to its end and has to compute the same.",
      "Where a change does not do alone, up to three are tried together. `undo` takes back what"
        + " `--apply` did. What integers compute keeps its values; `quantize` and"
        + " `lower-qdq{approximate=power-of-two}` change them, as `apply` says.",
    ],
    examples: [.init("fix @/Flatten", .model), .init("fix @/Flatten --all", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(
      try interpreter.session.fix(
        arguments.node, isApplied: arguments.isApplied, isWhole: arguments.isWhole))
  }

}
