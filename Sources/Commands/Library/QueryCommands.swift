import Canvas
import Debugger
import Diagnostics
import Support

/// Questions about the past and the future of values.
enum QueryCommands {

  static let all: [Command] = [last, nextUse, origin, log]

  private struct CellKeys: Keys {
    let cells = RestOfLine(
      "cells", .memory, "`acc[2][7]`, `acc[2]`, `inp[0:14]` or `dram[0x3400:0x3410]`")
  }

  static let last = Command(
    "last", also: ["la"], .looking, "say which instruction wrote cells last", CellKeys(),
    answers: WritersAnswer.schema,
    examples: [.init("last acc[0]", .stream), .init("last acc[0:4]", .ended)]
  ) { arguments, interpreter throws(Diagnostic) in
    reply(try interpreter.session.lastWriters(of: try text(arguments)))
  }

  static let nextUse = Command(
    "nextuse", also: ["nu"], .looking, "say which instruction reads cells next", CellKeys(),
    answers: NextUseAnswer.schema,
    details: [
      "A run on a copy tells; where an instruction writes over the cells before any reads them,"
        + " their values are dead."
    ],
    examples: [.init("nextuse acc[0]", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    reply(try interpreter.session.nextUse(of: try text(arguments)))
  }

  static let origin = Command(
    "origin", also: ["or"], .looking, "say what values were computed from", CellKeys(),
    answers: OriginAnswer.schema,
    details: [
      "Every instruction that had a part in them is listed, the one that ran last first, and then"
        + " what stood in DRAM before the first instruction, by the tensors of the model."
    ],
    examples: [.init("origin acc[0][3]", .ended)]
  ) { arguments, interpreter throws(Diagnostic) in
    reply(try interpreter.session.valueOrigin(of: try text(arguments)))
  }

  private struct LogKeys: Keys {
    let what = RestOfLine("what", .expression, "-past EXPRESSION[, EXPRESSION…] at LOCATION")
  }

  static let log = Command(
    "log", .time, "say what expressions were at a place in all that has run", LogKeys(),
    answers: PastLogAnswer.schema,
    details: [
      "The answer is what `dprintf` would have logged if it had been set before the start."
    ],
    examples: [.init("log -past acc[0][0] at op:store", .ended)]
  ) { arguments, interpreter throws(Diagnostic) in
    var words = arguments.what ?? ""
    if words.hasPrefix("-past") { words = String(words.dropFirst(5)) }
    guard let at = words.range(ofLast: " at ") else {
      throw .error("a place is missing", hints: ["`log -past acc[0][0] at #3`"])
    }
    let expressions = words[..<at.lowerBound].split(separator: ",").map {
      String($0).trimmingBlanks
    }
    guard let first = expressions.first, !first.isEmpty else {
      throw .error("an expression is missing", hints: ["`log -past acc[0][0] at #3`"])
    }
    return reply(
      try interpreter.session.pastLog(
        expressions, at: String(words[at.upperBound...]).trimmingBlanks))
  }

  private static func text(_ arguments: Arguments<CellKeys>) throws(Diagnostic) -> String {
    guard let text = arguments.cells, !text.isEmpty else {
      throw .error("it has to be said of which cells", hints: ["write `acc[2][7]` or `acc[0:4]`"])
    }
    return text
  }

  static func reply(_ answer: some Rendered) -> Reply { Reply(answer) }

}

extension String {
  /// Where `separator` stands last.
  fileprivate func range(ofLast separator: String) -> Range<Index>? {
    var start = endIndex
    while start > startIndex {
      start = index(before: start)
      if self[start...].hasPrefix(separator) {
        return start ..< index(start, offsetBy: separator.count)
      }
    }
    return nil
  }
}
