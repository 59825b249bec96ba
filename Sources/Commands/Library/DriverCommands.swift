import Canvas
import Debugger
import Diagnostics
import Support

/// Devices behind libraries.
enum DriverCommands {

  static let all: [Command] = [driver]

  private enum Action: String, CommandAction {
    case compare, header

    var takes: ActionWords {
      switch self {
      case .compare:
        ActionWords(count: 0 ... 1, first: "a library", flags: ["--timeout", "--each"])
      case .header: .upTo(1, "a file")
      }
    }
  }

  private struct DriverKeys: Keys {
    let action = ActionArgument("action", Action.self, or: .compare, "`compare` if left out")
    let file = OptionalArgument(
      "file", .file("so", "dylib", "h"), "a library; with `header` where to write it")
    let timeout = Option(
      "--timeout", taking: "seconds", .number(1 ... 86400),
      "how long a driver may take for one run; 10 if left out")
    let looksAtEach = Switch("--each", "look at each instruction, even where the results are equal")
  }

  static let driver = Command(
    "driver", .streams, "run what runs here on a device behind a library, and compare",
    DriverKeys(),
    answers: .either([DriverAnswer.schema, DriverHeaderAnswer.schema]),
    details: [
      "A driver is a shared library with five functions: open, write, run, read and close."
        + " `driver header` prints what it includes; `driver: FILE` in a description names it, as a"
        + " path from the description's folder.",
      "`driver compare` lays out DRAM as the simulator has it, hands the instructions over, and"
        + " compares memories. Where they differ it finds the first instruction whose result does: it"
        + " runs prefixes of the program, one instruction behind the other and with one that"
        + " finishes behind them, until one instruction more makes the difference.",
      "Where a driver does not show memories on the chip, instructions that store one of them stand"
        + " behind each prefix: what differs is found as far as it is stored.",
      "The library runs in a process of its own. If it crashes or hangs, that ends, and the"
        + " instruction is named at which it does. ^C ends it at any time. `set safe on` loads none.",
      "A difference has the exit code 6.",
    ],
    examples: ["driver header"]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.action {
    case .header:
      return Reply(try interpreter.session.driverHeader(to: arguments.file))
    case .compare:
      let call = DriverCall(
        path: arguments.file, seconds: arguments.timeout ?? DriverCall.usualSeconds,
        looksAtEach: arguments.looksAtEach)
      let answer = try interpreter.session.compareWithDriver(call)
      var reply = Reply(answer)
      if let problem = answer.problem {
        reply.failure = problem.failure
        reply.diagnostics = [problem]
      }
      return reply
    }
  }

}
