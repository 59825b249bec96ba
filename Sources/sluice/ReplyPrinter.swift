import Canvas
import Commands
import Diagnostics
import Support
import Terminal

/// Prints what commands answer: results on standard output, diagnostics on standard error.
struct ReplyPrinter: Sendable {

  let output: LineOutput
  let errors: LineOutput

  /// Whether results are objects of JSON, one a line.
  let isJSON: Bool

  func print(_ reply: Reply) {
    if !isJSON {
      output.write(reply.lines)
    } else if !reply.command.isEmpty && !reply.isDelivered {
      output.write(reply.json.description + "\n")
    }
    errors.write(reply.diagnostics.flatMap(\.styledLines))
    switch reply.request {
    case .shell(let line): Shell.run(line)
    case .clear: output.clear()
    default: break
    }
  }

}
