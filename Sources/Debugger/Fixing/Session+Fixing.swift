public import Diagnostics
import GraphIR
import Passes
import Support

/// What would get operators onto an accelerator.
extension Session {

  /// The smallest change of passes, options, edits or conditions that gets what came of the node
  /// `word` onto an accelerator; each is tried before it is proposed.
  ///
  /// Where nothing has been decided yet, what is left of the pipeline is applied up to `partition`.
  /// - Parameters:
  ///   - isApplied: whether to make the change; a change of a description is not made.
  ///   - isWhole: whether to look for others of the same size.
  /// - Errors: nothing is named so, it is no operator of the model, or there is nothing to do.
  /// - Cost: that of the pipeline behind the pass that changes, for each change that is tried.
  public mutating func fix(
    _ word: String, isApplied: Bool, isWhole: Bool
  ) throws(Diagnostic) -> FixAnswer {
    let start = try fixStart(word)
    guard !start.operators.isEmpty else {
      throw .error(
        "nothing that came of `\(word)` is on the host",
        hints: ["`why \(word)` says where it is", "`coverage` shows what is on the host"])
    }
    var search = FixSearch(start, names: start.asked(by: word), isWhole: isWhole)
    try search.run()
    var answer = FixAnswer(
      operators: start.operators.map { start.program.module.title(of: $0) },
      source: start.operators.first.map { start.program.module.sourceText(of: $0) } ?? "",
      causes: start.causes.map { $0.sentence(in: start.program.module) },
      before: try start.figures(), ways: search.ways.map { FixAnswer.Way($0) },
      attempts: search.attempts, isWhole: isWhole)
    if isApplied {
      try take(search.ways.first, for: word)
      answer.isApplied = true
    }
    return answer
  }

  /// The program as it is, or with what is left of the pipeline, so that it is decided what goes
  /// where.
  private mutating func fixStart(_ word: String) throws(Diagnostic) -> FixTrial {
    _ = try wholeCatalog()
    let module = try requireHistory().program.module
    let sources = Set(try space.nodes(named: word).flatMap { module[$0].origin.sources })
    guard !sources.isEmpty else {
      throw .error(
        "`\(word)` came of no node of the model",
        hints: ["`why \(word)` says why it is where it is"])
    }
    var copy = self
    copy.settings.verifiesEach = false
    copy.settings.comparesEach = false
    let calls = try requireHistory().calls.map(\.name)
    if !calls.contains(where: Self.deciders.contains) {
      for pass in copy.remainingPasses {
        try copy.apply(try pass.planned())
        if pass.info.name == Partition.info.name { break }
      }
    }
    return try FixTrial(copy, of: sources)
  }

  /// Makes the changes of `way`; one `undo` takes them back.
  /// - Errors: there is none, or a description would have to be changed.
  private mutating func take(_ way: FixSearch.Way?, for word: String) throws(Diagnostic) {
    guard let way else {
      throw .error(
        "nothing that was tried gets `\(word)` onto an accelerator",
        hints: ["`fix \(word) --all` shows what was tried"])
    }
    for change in way.trial.changes where change.command == nil {
      throw .error(
        "a file has to be changed for it: \(change.words)",
        hints: ["`target use FILE` reads the description that you changed"])
    }
    guard let history = way.trial.session.history else { return }
    let before = try requireHistory().current
    let call = history.entries[history.current].call
    become(history)
    if let call { project?.history.jumped(from: before, by: call) }
  }

}

extension FixTrial {
  /// The names of the operators that `word` asks for: the one that it names, if it is on the host,
  /// or all.
  fileprivate func asked(by word: String) -> Set<String> {
    guard word.hasPrefix("%"), let id = try? program.module.nodes(named: word).first,
      operators.contains(id), let name = program.module[id].op?.name
    else { return names }
    return [name]
  }
}

extension FixAnswer.Way {
  init(_ way: FixSearch.Way) {
    self.init(
      changes: way.trial.changes.map(\.words), commands: way.trial.changes.compactMap(\.command),
      after: way.figures)
  }
}
