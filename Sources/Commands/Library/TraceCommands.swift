import Canvas
import Debugger
import Diagnostics
import Support

/// Where things came from, where they went, and why.
enum TraceCommands {

  static let all: [Command] = [why, whyNotMerge, explain, blame, whereabouts]

  private struct WhyKeys: Keys {
    let what = OptionalArgument(
      "what", .node, "a node, a unit, or #N; the last stop if left out")
    let isWhole = Switch("--all", "all that was tried on a node, the nearest first")
  }

  static let why = Command(
    "why", also: ["w"], .understanding, "say why: a stop, a stall, or where a node went",
    WhyKeys(),
    answers: WhyAnswer.schema,
    examples: [
      .init("why", .stream), .init("why load", .stream), .init("why @/f1/Gemm", .lowered),
      .init("why @/f1/Gemm --all", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(try interpreter.session.why(arguments.what, isWhole: arguments.isWhole))
  }

  private struct MergeKeys: Keys {
    let first = Argument("a", .node, "a node on an accelerator")
    let second = Argument("b", .node, "another")
  }

  static let whyNotMerge = Command(
    "why-not-merge", .understanding, "say why the regions of two nodes are not one", MergeKeys(),
    answers: WhyAnswer.schema,
    details: [
      "Regions of one target become one along the values between them, unless the whole would then"
        + " depend on itself: the answer names the way, and why what is on it stays on the host."
    ],
    examples: [.init("why-not-merge @/f1/Gemm @/f2/Gemm", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(try interpreter.session.whyNotMerge(arguments.first, arguments.second))
  }

  private struct ExplainKeys: Keys {
    let what = Argument("what", .pass, "a pass, an operator, an instruction by name or as #N")
  }

  static let explain = Command(
    "explain", also: ["ex"], .understanding, "explain a pass, an operator or an instruction",
    ExplainKeys(), answers: [HelpAnswer].schema,
    examples: ["explain infer-types", "explain gemm", "explain nn.conv2d"]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(try interpreter.session.explain(arguments.what))
  }

  private struct BlameKeys: Keys {
    let what = Argument("what", .location, "#N, or a node")
  }

  static let blame = Command(
    "blame", also: ["bl"], .understanding, "say what an instruction or a value came from",
    BlameKeys(), answers: BlameAnswer.schema,
    examples: [.init("blame #2", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(try interpreter.session.blame(arguments.what))
  }

  private struct WhereKeys: Keys {
    let node = Argument("node", .node, "the node")
  }

  static let whereabouts = Command(
    "where", .understanding, "say which instructions a node became", WhereKeys(),
    answers: WhereAnswer.schema,
    examples: [.init("where @/f1/Gemm", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(
      WhereAnswer(
        of: arguments.node, try interpreter.session.instructionRanges(of: arguments.node)))
  }

}
