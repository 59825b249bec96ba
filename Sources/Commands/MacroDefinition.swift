import Debugger
import Diagnostics
import Support

/// A macro whose lines are being read.
struct MacroDefinition: Sendable {
  var name: String
  var lines: [String] = []
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
    definition = MacroDefinition(name: name)
  }

  /// Whether lines are being read as those of a macro.
  public var isDefining: Bool { definition != nil }

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
    let words = line.words.dropFirst().map(\.text)
    let lines = (macros[name] ?? []).map { text in
      var text = text.replacing("$*", with: words.joined(separator: " "))
      for number in 1 ... 9 {
        let word = words.indices.contains(number - 1) ? words[number - 1] : ""
        text = text.replacing("$\(number)", with: word)
      }
      return text
    }
    var reply = perform(lines: lines, of: "macro `\(name)`")
    reply.command = line.line.trimmingBlanks
    return reply
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
      if next.failure != nil || next.request?.endsScripts == true { break }
    }
    return reply
  }

  /// Hands the answer `next` of one line on, or makes it a part of `reply`.
  private func deliver(_ next: Reply, in reply: inout Reply) {
    guard let onAnswer else { return reply.append(next) }
    reply.isDelivered = true
    if !next.isDelivered { onAnswer(next) }
    reply.failure = next.failure
    if next.request?.endsScripts == true { reply.request = next.request }
  }

}
