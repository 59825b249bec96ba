import Canvas
import Debugger
import Diagnostics

/// The file of a new accelerator: what is asked before it is written.
struct NewTarget {

  /// Where it goes; nil where that is asked, too.
  var path: String?

  /// What is known already, by the keys of questions.
  var answers: [String: String]

  /// A file of another tool that says it all.
  var configuration: String?

  var replaces: Bool

  /// Asks for what is not known, if there is someone to ask and nothing was said, and writes the
  /// file.
  /// - Errors: an answer is none, whoever was asked left, there is no path, or the file is there
  ///   already or cannot be written.
  mutating func write(_ interpreter: Interpreter) throws(Diagnostic) -> NewTargetAnswer {
    for question in interpreter.session.newTargetQuestions {
      guard let answer = answers[question.key] else { continue }
      try interpreter.session.checkAnswer(answer, to: question.key)
    }
    let isAsked = interpreter.depth == 0 && configuration == nil && answers.isEmpty
    let ask = isAsked ? interpreter.ask : nil
    if let ask { try sketch(interpreter.session, ask) }
    let path = try path(interpreter.session, ask)
    guard let configuration else {
      answers["name"] = answers["name"] ?? name(of: path, interpreter.session)
      return try interpreter.session.writeTarget(sketchedBy: answers, to: path)
    }
    return try interpreter.session.writeTarget(
      configuredBy: configuration, named: answers["name"], to: path)
  }

  private typealias Ask = @Sendable (Question) -> String?

  // MARK: - Asking

  private mutating func sketch(_ session: Session, _ ask: Ask) throws(Diagnostic) {
    var head: [StyledText] = ["Enter takes what stands in brackets, ^C leaves."]
    for question in session.newTargetQuestions {
      let standard =
        question.key == "name"
        ? path.flatMap { name(of: $0, session) } ?? question.standard : question.standard
      let lines = head + [StyledText(question.text)] + question.notes.map { StyledText("  " + $0) }
      answers[question.key] = try answer(
        Question(lines: lines, prompt: "\(question.key) (\(question.choices)) [\(standard)]: "),
        or: standard, ask
      ) { answer throws(Diagnostic) in
        try session.checkAnswer(answer, to: question.key)
      }
      head = []
    }
  }

  /// What is answered, asked for until it is an answer.
  private func answer(
    _ question: Question, or standard: String, _ ask: Ask,
    _ check: (String) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> String {
    var question = question
    while true {
      guard let text = ask(question) else {
        throw .error("nothing was written", failure: .interrupted)
      }
      let words = text.split(separator: " ").joined(separator: " ")
      let answer = words.isEmpty ? standard : words
      do throws(Diagnostic) {
        try check(answer)
        return answer
      } catch {
        question.lines = error.styledLines
      }
    }
  }

  // MARK: - The file

  /// Where it is written, which is nowhere where something is that is to stay.
  private func path(_ session: Session, _ ask: Ask?) throws(Diagnostic) -> String {
    var path = self.path ?? ""
    if path.isEmpty { path = try askedPath(ask) }
    guard session.fileExists(path), !replaces else { return path }
    if let ask {
      let question = Question(
        lines: ["`\(path)` is there already."], prompt: "write over it (yes, no) [no]: ")
      if let answer = ask(question), answer.hasPrefix("y") { return path }
    }
    throw .error(
      "`\(path)` is there already",
      hints: ["give another file, or `--replace` to write over it"])
  }

  private func askedPath(_ ask: Ask?) throws(Diagnostic) -> String {
    guard let ask else {
      throw .error(
        "`target new` needs a file to write", hints: ["for example `target new mine.yaml`"])
    }
    let standard = (answers["name"] ?? "mine") + ".yaml"
    let question = Question(
      lines: ["Where does the description go?"], prompt: "file [\(standard)]: ")
    return try answer(question, or: standard, ask) { _ throws(Diagnostic) in }
  }

  /// What a file is called, if an accelerator can be called so.
  private func name(of path: String, _ session: Session) -> String? {
    let file = path.split(separator: "/").last ?? ""
    let name = String(file.prefix { $0 != "." })
    do throws(Diagnostic) {
      try session.checkAnswer(name, to: "name")
      return name
    } catch { return nil }
  }

}
