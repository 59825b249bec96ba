import Canvas
import Commands
import Diagnostics
import Support
import Terminal

/// Prints what commands answer: results on standard output, diagnostics on standard error.
struct ReplyPrinter: Sendable {

  let output: LineOutput
  let errors: LineOutput

  /// Why some of what was printed is lost; nil where none is.
  var failure: String? {
    output.failure.map { "standard output: \($0)" }
      ?? errors.failure.map { "standard error: \($0)" }
  }

  /// Whether results are objects of JSON, one a line.
  let isJSON: Bool

  func print(_ reply: Reply) {
    if !isJSON {
      write(reply.lines)
    } else if !reply.command.isEmpty && !reply.isDelivered {
      output.write(reply.json.description + "\n")
    }
    errors.write(reply.diagnostics.flatMap(\.styledLines))
    if reply.request == .clear { output.clear() }
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
