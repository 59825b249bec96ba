import Canvas
public import Debugger
import Diagnostics
import Support

/// Carries out lines of the command language on a session.
public struct Interpreter: Sendable {

  public var session: Session

  /// What users have defined: a name and the lines that it stands for.
  public var macros: [String: [String]] = [:]

  /// The lines that were carried out, oldest first, as they were given.
  public private(set) var history: [String] = []

  /// The lines that have succeeded, oldest first, repeated ones written out; of a script or macro
  /// that failed, those before its failure. A session that is given them does the same once more.
  public private(set) var replayableLines: [String] = []

  /// The macro whose lines are being read, if one is being defined.
  var definition: MacroDefinition?

  /// What an empty line does.
  private var repeated: String?

  /// Is told each answer of a script or macro as soon as it is there; the answer of the whole then
  /// leaves them out. Nil: the answer of the whole has them all.
  public var onAnswer: (@Sendable (Reply) -> Void)?

  /// Is told each line of a script or macro before it is carried out.
  public var onLine: (@Sendable (String) -> Void)?

  /// Hands a line to the user's shell; nil where there is none to be had.
  public var shell: (@Sendable (String) -> ShellResult)?

  /// Asks the user something and waits for the answer; nil where nobody is to be asked. The answer
  /// is nil where the user has left.
  public var ask: (@Sendable (Question) -> String?)?

  /// Whether scripts and macros go on after a line that failed. They then fail as that did.
  public var keepsGoing = false

  /// Is told each answer of a line, those of scripts and macros too; for tests.
  public var observer: (@Sendable (Reply) -> Void)?

  /// How much the command that is carried out has become through macros.
  var macroWork = MacroWork()

  /// How many scripts and macros lie in each other.
  var depth = 0

  /// Deeper nesting than this is reported, not followed.
  static let depthLimit = 32

  public init(_ session: Session) { self.session = session }

  /// Carries out one line and answers it; an empty line repeats the last command that steps.
  public mutating func perform(_ line: String) -> Reply {
    let start = ContinuousClock.now
    let first = replayableLines.count
    let isDefining = isDefining
    if depth == 0 { macroWork = MacroWork() } else { onLine?(line) }
    let interruption = session.interruption
    let budget = MemoryBudget(limit: session.settings.memoryLimit)
    var reply = interruption.governing { budget.governing { answer(line) } }
    if isDefining {
      replayableLines.append(line)
    } else if reply.failure == nil {
      // The line stands for the lines of the script or macro that it has carried out.
      replayableLines.removeSubrange(first...)
      if reply.isReplayable, !reply.command.isEmpty { replayableLines.append(reply.command) }
    }
    let duration = start.duration(to: .now)
    reply.duration =
      Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
    observer?(reply)
    return reply
  }

  /// Takes back a definition that nothing has closed; gives what there was of it.
  mutating func takeDefinition() -> MacroDefinition? {
    guard let open = definition else { return nil }
    definition = nil
    replayableLines.removeSubrange(min(open.firstLine, replayableLines.count)...)
    return open
  }

  private mutating func answer(_ line: String) -> Reply {
    if definition != nil { return continueDefinition(line) }
    var words = CommandLine(line)
    if line.trimmingBlanks.isEmpty {
      guard let repeated else { return Reply() }
      words = CommandLine(repeated)
    } else if !words.words.isEmpty, depth == 0 {
      history.append(line)
    }
    guard !words.words.isEmpty else { return Reply() }
    do throws(Diagnostic) {
      return try carryOut(words)
    } catch {
      // What fails while the work is to end has been left unfinished.
      let isEnding = session.interruption.isRequested && error.failure != .interrupted
      var reply = Reply(isEnding ? .interrupted : error)
      reply.command = words.line.trimmingBlanks
      return reply
    }
  }

  private mutating func carryOut(_ line: CommandLine) throws(Diagnostic) -> Reply {
    if let text = line.shellText { return try runShell(text, line.line.trimmingBlanks) }
    var index = 0
    var isReversed = session.settings.isReversed
    if line.words[0].text == "rev" || line.words[0].text == "reverse" {
      index = 1
      isReversed.toggle()
      guard line.words.count > 1 else {
        throw .error("`rev` needs a command", hints: ["`rev c` continues backwards"])
      }
    }
    let (name, format) = line.nameAndFormat(at: index)
    let found = try lookUp(name, at: line.place(of: line.words[index]))
    switch found {
    case .macro(let name): return perform(macro: name, line)
    case .command(let command, let reversed):
      let info = command.info
      guard format.isEmpty || info.takesFormat else {
        throw .error("`\(info.name)` takes no format", hints: ["usage: \(info.usage)"])
      }
      if info.reversed.isEmpty, index == 1 {
        throw .error("`\(info.name)` does not go backwards", hints: [reversibleHint])
      }
      let goesBack = !info.reversed.isEmpty && isReversed != reversed
      repeated = info.repeats ? line.line : nil
      let words = try GivenWords(
        line, from: index + 1, for: info, format: format, reversed: goesBack)
      session.clearReports()
      var reply = try command.body(words, &self)
      reply.schema = info.answer
      if reply.command.isEmpty { reply.command = line.line.trimmingBlanks }
      reply.diagnostics = session.takeReports() + reply.diagnostics
      return reply
    }
  }

  private var reversibleHint: String {
    let names = allCommands.filter { !$0.info.reversed.isEmpty }.map(\.info.name)
    return "these do: \(names.joined(separator: ", "))"
  }

}

extension CommandLine {

  /// What follows `!` at the start of the line.
  fileprivate var shellText: String? {
    guard let first = words.first, first.text.hasPrefix("!"), !first.isQuoted else { return nil }
    return String(line.trimmingBlanks.dropFirst()).trimmingBlanks
  }

  /// The word at `index`, and what stands after its first `/`.
  fileprivate func nameAndFormat(at index: Int) -> (name: String, format: String) {
    let parts = words[index].text.split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
  }

}
