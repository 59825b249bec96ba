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
      write(reply.lines)
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

  /// Writes `lines`; the user may have enough of them.
  private func write(_ lines: [StyledText]) {
    var rest = lines[...]
    repeat {
      output.write(Array(rest.prefix(Self.atOnce)))
      rest = rest.dropFirst(Self.atOnce)
    } while !rest.isEmpty && !Signals.isInterrupted
  }

  /// How many lines are written between two looks at signals.
  private static let atOnce = 200

}
