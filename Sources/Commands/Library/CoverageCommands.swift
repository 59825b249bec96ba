import Canvas
import Debugger
import Diagnostics
import Support

/// The whole picture: what goes to which accelerator, and what does not.
enum CoverageCommands {

  static let all: [Command] = [regions, coverage, costs, report, assertion]

  private struct RegionsKeys: Keys {
    let countsCycles = Switch("--cycles", "with the cycles of regions that are instructions")
  }

  static let regions = Command(
    "regions", also: ["reg"], .program, "show the regions, and what keeps them apart",
    RegionsKeys(),
    answers: RegionsAnswer.schema,
    details: [
      "MACs are products that are added up: an operator has as many as its types say. Bytes in and"
        + " out are those of the host, copies are those that `plan-memory` plans. What is copied only"
        + " because the caller of the program has it stands under `ends`, if there is any.",
      "Below the table stands for each two regions of an accelerator that follow each other which"
        + " operator keeps them apart, and why it is where it is.",
      "Before `partition` regions are shown as it would make them.",
    ],
    examples: [.init("regions", .lowered), .init("regions --cycles", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(
      RegionsAnswer(
        partition: try interpreter.session.partition(countsCycles: arguments.countsCycles)))
  }

  private struct CoverageKeys: Keys {
    let key = Option(
      "--by", taking: "what", .choice(CoverageAnswer.Key.self),
      "what is left on the host by its cause, or by operator")
  }

  static let coverage = Command(
    "coverage", also: ["cov"], .program,
    "say what part of the program accelerators have, and why the rest is on the host",
    CoverageKeys(),
    answers: CoverageAnswer.schema,
    details: [
      "Every operator is counted once: on an accelerator, or on the host under one cause. The cause"
        + " is the decision that all others follow from; `why NODE` tells the rest of the story."
    ],
    examples: [.init("coverage", .lowered), .init("coverage --by operator", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    Reply(
      CoverageAnswer(
        partition: try interpreter.session.partition(), key: arguments.key ?? .cause))
  }

  private struct CostsKeys: Keys {
    let methods = SeveralArguments("methods", .any, "methods besides, as `size>=4`")
    let products = Option(
      "--host-macs", taking: "number", .number(1 ... .max),
      "multiply-accumulates that the host computes in a second")
    let bytes = Option(
      "--host-bytes", taking: "number", .number(1 ... .max),
      "bytes that operators on the host read and write in a second")
    let border = Option(
      "--border-bytes", taking: "number", .number(1 ... .max),
      "bytes that go into regions and come out in a second")
    let launch = Option(
      "--launch", taking: "number", .number(0 ... .max),
      "nanoseconds that a call of a region takes besides")
  }

  static let costs = Command(
    "costs", .program, "estimate what the methods of `partition` come to, side by side",
    CostsKeys(),
    answers: CostsAnswer.schema,
    details: [
      "Nothing is run, and nothing is changed: `partition{method=optimal}` takes the second column."
        + " Where nothing has been decided yet, both are taken up to `partition`.",
      "An accelerator takes what its description says of the clock that `timing` has chosen, or of"
        + " the first one; the host, borders and launches what the section `cost` says, or what is"
        + " given here. `partition` has the same options.",
    ],
    examples: [
      .init("costs", .model), .init("costs size>=3 --launch 0", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    let given = [
      ("host-macs", arguments.products), ("host-bytes", arguments.bytes),
      ("border-bytes", arguments.border), ("launch", arguments.launch),
    ]
    var settings: [String: String] = [:]
    for (name, number) in given { settings[name] = number.map(String.init) }
    return Reply(try interpreter.session.costs(arguments.methods, settings))
  }

  private struct ReportKeys: Keys {
    let file = Argument("file", .file("md", "html", "json", "svg"), "the file; its ending counts")
    let countsCycles = Switch("--cycles", "with the cycles of regions that are instructions")
  }

  static let report = Command(
    "report", .program, "write coverage and regions as Markdown, HTML, JSON or SVG", ReportKeys(),
    answers: ReportAnswer.schema,
    details: [
      "The numbers are those of `coverage` and `regions`; JSON has the answers of both."
    ],
    examples: [
      .init("report /tmp/sluice-example.md", .lowered),
      .init("report /tmp/sluice-example.html --cycles", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    let session = interpreter.session
    let format = try ReportFormat(of: arguments.file)
    let partition = try session.partition(countsCycles: arguments.countsCycles)
    return Reply(
      ReportAnswer(
        file: try session.writeText(format.text(of: partition), to: arguments.file),
        format: format))
  }

  private struct AssertionKeys: Keys {
    let text = RestOfLine("assertion", .measure, "MEASURE [on TARGET] COMPARISON NUMBER")
  }

  static let assertion = Command(
    "assert", .program, "end in an error where a number of the program is not as it should be",
    AssertionKeys(),
    answers: AssertionAnswer.schema,
    details: [
      "A comparison is `>=`, `<=`, `==`, `!=`, `>` or `<`. What does not hold has the exit code 1,"
        + " and names what to look at. A script of such lines is a test of the model's coverage:"
        + " `sluice --batch MODEL -ex 'apply --all' -x FILE`, with `--keep-going` for all of them."
    ] + allMeasures.map { "`\($0.name)`: \($0.summary)." },
    examples: [
      .init("assert offloaded >= 80%", .lowered), .init("assert macs >= 0.99", .lowered),
      .init("assert regions <= 3", .lowered), .init("assert error <= 0.05", .lowered),
      .init("assert cycles < 10 k", .lowered), .init("assert copied <= 4 kB", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    guard let text = arguments.text, !text.isEmpty else {
      throw .error(
        "it has to be said what holds",
        hints: [
          "`assert macs >= 90%`",
          "measures are \(allMeasures.map(\.name).joined(separator: ", "))",
        ])
    }
    let answer = try interpreter.session.assertion(text)
    var reply = Reply(answer)
    if let problem = answer.problem {
      reply.diagnostics = [problem]
      reply.failure = problem.failure
    }
    return reply
  }

}
