import Canvas
import Debugger
import Diagnostics
import Support

/// Running and stepping, both ways.
enum RunCommands {

  static let all: [Command] = [run, start] + motions

  /// The form of a stop.
  static let stop = StopReport.schema

  /// The answer that a stop is.
  static func reply(_ report: StopReport) -> Reply {
    var reply = Reply(report.lines, ["stop": report.json])
    if let failure = report.failure {
      reply.failure = failure
      let hints = failure == .interrupted ? [] : ["`why` says more, `rsi` goes one step back"]
      let text = report.reasons.filter { $0.failure != nil }.map { $0.text(report.direction) }
      reply.diagnostics = [
        .error(text.joined(separator: ", "), hints: hints, failure: failure)
      ]
    }
    return reply
  }

  static let run = Command(
    "run", also: ["r"], .running, "run from the beginning to the next stop",
    answers: ["stop": stop],
    details: [
      "A program runs as it stands: operators on the host, regions on their accelerators.",
      "With more samples than the model takes at once it runs for all of them.",
    ],
    examples: [.init("run", .model), .init("run", .stream)]
  ) { interpreter throws(Diagnostic) in reply(try interpreter.session.run()) }

  static let start = Command(
    "start", .running, "go to the first instruction",
    answers: ["stop": stop],
    examples: [.init("start", .lowered), .init("start", .stream)]
  ) { interpreter throws(Diagnostic) in reply(try interpreter.session.start()) }

  /// A command for each motion.
  static let motions: [Command] = allMotions.map { motion in
    Command(
      motion.name, also: motion.aliases, .running, motion.summary, MotionKeys(motion),
      answers: ["stop": stop], details: motion.details,
      examples: motion.examples.map { .init($0.line, .init($0.scene)) }, repeats: motion.repeats
    ) { arguments, interpreter throws(Diagnostic) in
      reply(
        try interpreter.session.move(
          motion, Direction(isBackwards: arguments.isReversed), arguments.request))
    }
  }

}

private struct MotionKeys: Keys {

  let request: MotionRequest
  let isReversed: Reversal

  init(_ motion: Motion) {
    request = MotionRequest(motion.argument)
    isReversed = Reversal(motion.reversed)
  }
}

extension CommandInfo.Scene {
  fileprivate init(_ scene: Motion.Example.Scene) {
    self =
      switch scene {
      case .stream: .stream
      case .timedStream: .timed
      case .program: .lowered
      }
  }
}
