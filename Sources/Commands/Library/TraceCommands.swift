import Canvas
import Debugger
import Diagnostics
import Support

/// Where things came from, where they went, and why.
enum TraceCommands {

  static let all: [Command] = [why, explain, blame, whereabouts]

  private struct WhyKeys: Keys {
    let what = OptionalArgument(
      "what", .node, "a node, a unit, or #N; the last stop if left out")
  }

  static let why = Command(
    "why", also: ["w"], .understanding, "say why: a stop, a stall, or where a node went",
    WhyKeys(),
    answers: ["lines": .list(.text)],
    examples: [
      .init("why", .stream), .init("why load", .stream), .init("why @/f1/Gemm", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    textReply(try interpreter.session.why(arguments.what))
  }

  private struct ExplainKeys: Keys {
    let what = Argument("what", .pass, "a pass, an operator, an instruction by name or as #N")
  }

  static let explain = Command(
    "explain", also: ["ex"], .understanding, "explain a pass, an operator or an instruction",
    ExplainKeys(), answers: ["lines": .list(.text)],
    examples: ["explain infer-types", "explain gemm", "explain nn.conv2d"]
  ) { arguments, interpreter throws(Diagnostic) in
    let lines = try interpreter.session.explain(arguments.what)
    return Reply(lines, ["lines": JSON(lines.map(\.text))])
  }

  private struct BlameKeys: Keys {
    let what = Argument("what", .location, "#N, or a node")
  }

  static let blame = Command(
    "blame", also: ["bl"], .understanding, "say what an instruction or a value came from",
    BlameKeys(), answers: ["lines": .list(.text)],
    examples: [.init("blame #2", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    textReply(try interpreter.session.blame(arguments.what))
  }

  private struct WhereKeys: Keys {
    let node = Argument("node", .node, "the node")
  }

  static let whereabouts = Command(
    "where", .understanding, "say which instructions a node became", WhereKeys(),
    answers: [
      "where": .list(["region": .text, "ranges": .list(.range)])
    ],
    examples: [.init("where @/f1/Gemm", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    let name = arguments.node
    let found = try interpreter.session.instructionRanges(of: name)
    guard !found.isEmpty else { return Reply("\(name) has become no instructions", ["where": []]) }
    let lines = found.map { region, ranges -> StyledText in
      let list = ranges.map {
        $0.count == 1 ? "#\($0.lowerBound)" : "#\($0.lowerBound)–#\($0.upperBound)"
      }
      let count = ranges.reduce(0) { $0 + $1.count }
      return "@\(region, .name): \(list.joined(separator: ", ")) (\(count) instructions)"
    }
    let result = found.map { region, ranges -> JSON in
      [
        "region": .text(region),
        "ranges": .list(ranges.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
      ]
    }
    return Reply(lines, ["where": .list(result)])
  }

  private static func textReply(_ lines: [String]) -> Reply {
    Reply(lines.map { StyledText($0) }, ["lines": JSON(lines)])
  }

}
