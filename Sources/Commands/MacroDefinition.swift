import Debugger
public import Diagnostics
import Support

/// A macro whose lines are being read.
struct MacroDefinition: Sendable {
  var name: String
  var lines: [String] = []

  /// How many lines could be replayed when it began.
  let firstLine: Int
}

extension Interpreter {

  /// Begins to read the lines of the macro `name`, which `end` closes.
  /// - Errors: the name is no word, or is one of a command.
  mutating func beginDefinition(_ name: String) throws(Diagnostic) {
    let isWord = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    guard isWord, name.first?.isLetter == true else {
      throw .error("`\(name)` cannot be the name of a macro", hints: ["use letters, digits and -"])
    }
    let isTaken = allCommands.contains {
      ([$0.info.name] + $0.info.aliases + $0.info.reversed).contains(name)
    }
    guard !isTaken else { throw .error("`\(name)` is a command already") }
    definition = MacroDefinition(name: name, firstLine: replayableLines.count)
  }

  /// Whether lines are being read as those of a macro.
  public var isDefining: Bool { definition != nil }

  /// Ends a definition that is open where there are no more lines.
  /// - Returns: what is to be said about it; nil where none is open.
  public mutating func closeDefinition() -> Diagnostic? {
    guard let open = takeDefinition() else { return nil }
    return .error(
      "`define \(open.name)` has no `end`", hints: ["a line `end` closes the lines of a macro"])
  }

  mutating func continueDefinition(_ line: String) -> Reply {
    guard var open = definition else { return Reply() }
    if line.trimmingBlanks == "end" {
      macros[open.name] = open.lines
      definition = nil
    } else {
      open.lines.append(line)
      definition = open
    }
    return Reply()
  }

  /// Carries out the lines of a macro; `$1` to `$9` are the words after it and `$*` all of them.
  mutating func perform(macro name: String, _ line: CommandLine) -> Reply {
    var reply: Reply
    do throws(Diagnostic) {
      reply = perform(lines: try expansion(of: name, line), of: "macro `\(name)`")
    } catch {
      reply = Reply(error)
    }
    reply.command = line.line.trimmingBlanks
    return reply
  }

  /// The lines of a macro with the words after its name in `line`.
  /// - Errors: the command that is carried out stands for more than there is to be.
  private mutating func expansion(
    of name: String, _ line: CommandLine
  ) throws(Diagnostic) -> [String] {
    let words = line.words.dropFirst().map(\.text)
    var lines: [String] = []
    for template in macros[name] ?? [] {
      let text = MacroLine(template)
      macroWork.lines += 1
      macroWork.bytes += text.byteCount(words)
      guard macroWork.isAllowed else {
        throw .error(
          "macro `\(name)` makes too much of one command",
          notes: [
            "one command stands for at most \(MacroWork.lineLimit) lines of macros, and for"
              + " \(byteText(MacroWork.byteLimit)) of their text"
          ], failure: .limit)
      }
      lines.append(text.filled(words))
    }
    return lines
  }

  /// Carries out `lines` until one fails, and answers with all that they answered.
  mutating func perform(lines: [String], of name: String) -> Reply {
    guard depth < Self.depthLimit else {
      return Reply(
        .error(
          "more than \(Self.depthLimit) scripts and macros lie in each other",
          failure: .limit))
    }
    depth += 1
    defer { depth -= 1 }
    var reply = Reply()
    for (number, line) in lines.enumerated() where !line.trimmingBlanks.isEmpty {
      guard !session.interruption.isRequested else {
        reply.append(
          Reply(.error("interrupted before line \(number + 1) of \(name)", failure: .interrupted)))
        break
      }
      var next = perform(line)
      let last = next.diagnostics.count - 1
      if next.failure != nil, last >= 0 {
        next.diagnostics[last].notes.append("in line \(number + 1) of \(name): \(line)")
      }
      deliver(next, in: &reply)
      if next.endsScripts || next.failure != nil && !keepsGoing { break }
    }
    if let diagnostic = closeDefinition() {
      var next = Reply(diagnostic)
      next.command = "define"
      next.diagnostics[0].notes.append("in \(name)")
      deliver(next, in: &reply)
    }
    return reply
  }

  /// Hands the answer `next` of one line on, or makes it a part of `reply`.
  private func deliver(_ next: Reply, in reply: inout Reply) {
    let first = reply.failure ?? next.failure
    defer { reply.failure = next.failure == .interrupted ? .interrupted : first }
    guard let onAnswer else { return reply.append(next) }
    reply.isDelivered = true
    if !next.isDelivered { onAnswer(next) }
    if next.request?.endsScripts == true { reply.request = next.request }
  }

}
