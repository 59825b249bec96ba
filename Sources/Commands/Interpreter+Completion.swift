public import Canvas
import Debugger
import Diagnostics
import Support

extension Interpreter {

  /// What could stand at the cursor of `line`.
  public func completion(of line: String, at cursor: Int) -> Completion {
    let head = String(line.prefix(cursor))
    let cut = CommandLine(head)
    var words = cut.words.map(\.text)
    let isNewWord = head.isEmpty || head.last?.isWhitespace == true
    let word = isNewWord ? "" : words.popLast() ?? ""
    if words.first == "rev" { words.removeFirst() }
    guard let first = words.first else { return offer(commandWords, for: word) }
    let name = String(first.split(separator: "/").first ?? "")
    guard let command = try? command(named: name) else { return .none }
    return complete(word, after: Array(words.dropFirst()), of: command.info)
  }

  private var commandWords: [String] { allCommands.map(\.info.name) + macros.keys.sorted() }

  /// The candidates that begin with `word`; none where the user interrupts.
  private func offer(_ candidates: [String], for word: String) -> Completion {
    let fitting = fitting(candidates, word)
    var seen: Set<String> = []
    return Completion(replacing: word.count, with: fitting.filter { seen.insert($0).inserted })
  }

  /// Those of `candidates` that begin with `word`; none where the user interrupts.
  private func fitting(_ candidates: [String], _ word: String) -> [String] {
    var fitting: [String] = []
    for (index, candidate) in candidates.enumerated() {
      if index % 4096 == 0, session.interruption.isRequested { return [] }
      if candidate.hasPrefix(word) { fitting.append(candidate) }
    }
    return fitting
  }

  private func complete(
    _ word: String, after words: [String], of info: CommandInfo
  ) -> Completion {
    // A flag that was given is not offered again.
    let flags = info.flags.filter { $0.addsUp || !words.contains($0.name) }.map(\.name)
    if let last = words.last, let value = info.flags.first(where: { $0.name == last })?.value {
      return candidates(value.kind, word, flags)
    }
    if word.hasPrefix("--") { return offer(flags, for: word) }
    if info.parameters.first?.kind == .setting, let name = words.first {
      let setting = session.settingViews.first { $0.name == name || $0.aliases(name) }
      return offer(words.count == 1 ? setting?.choices ?? [] : [], for: word)
    }
    let given = words.filter { !$0.hasPrefix("--") }.count
    var index = 0
    for parameter in info.parameters {
      let takesMany = [.any, .some, .rest].contains(parameter.count)
      if index == given || takesMany { return candidates(parameter.kind, word, flags) }
      index += 1
    }
    return offer(flags, for: word)
  }

  private func candidates(
    _ kind: WordKind, _ word: String, _ flags: [String]
  ) -> Completion {
    switch kind {
    case .file(let endings): return files(word, endings)
    case .folder: return files(word, [])
    case .pass: return offer(passWords(word) + flags, for: word)
    case .node: return offer(nodeWords(word), for: word)
    case .function: return offer(session.nodeNames, for: word)
    case .location: return offer(locationWords(word), for: word)
    case .breakpoint: return offer(session.stops.map { String($0.number) }, for: word)
    case .target: return offer(session.targets.names, for: word)
    case .unit: return offer(session.units.map(\.name), for: word)
    case .memory: return offer(memoryWords, for: word)
    case .mark: return offer(session.markViews.map(\.name), for: word)
    case .setting: return offer(session.settingViews.map(\.name), for: word)
    case .choice(let words): return offer(words, for: word)
    case .command: return offer(commandWords + helpTopics.keys.sorted(), for: word)
    case .expression: return offer(memoryWords + ["$insn", "$pos"], for: word)
    case .measure: return offer(allMeasures.map(\.name) + session.targets.selected, for: word)
    case .word, .number: return offer(flags, for: word)
    }
  }

  /// The nodes of the model that `word` begins. There may be many: words are made of those alone.
  private func nodeWords(_ word: String) -> [String] {
    guard word.isEmpty || word.hasPrefix("@") else { return [] }
    return fitting(session.nodeNames, String(word.dropFirst())).map { "@" + $0 }
  }

  private var memoryWords: [String] { session.memories.map { $0.name + "[" } + ["dram["] }

  /// Kinds of places and the places that have names; after `op:` and `pass:` what these can name.
  private func locationWords(_ word: String) -> [String] {
    if word.hasPrefix("op:") { return session.formatNames.map { "op:" + $0 } }
    if word.hasPrefix("pass:") {
      var session = session
      return ((try? session.passViews()) ?? []).flatMap { ["pass:" + $0.pass, "pass:" + $0.name] }
    }
    return ["#", "op:", "pass:"] + session.tokenQueues.map { "tok:" + $0.name }
      + session.units.map { $0.name + ":" } + nodeWords(word)
      + session.markViews.map(\.name) + memoryWords
  }

  /// Passes, and within braces the options of the pass.
  private func passWords(_ word: String) -> [String] {
    var session = session
    let views = (try? session.passViews()) ?? []
    guard let brace = word.firstIndex(of: "{") else { return views.flatMap { [$0.pass, $0.name] } }
    let name = word[..<brace]
    guard let view = views.first(where: { $0.name == name || $0.pass == name }) else { return [] }
    let head = word[...(word[brace...].lastIndex { $0 == "," || $0 == "{" } ?? brace)]
    return view.options.map { head + $0 }
  }

  /// The files that `word` begins, those of the wanted endings before others.
  private func files(_ word: String, _ endings: [String]) -> Completion {
    let slash = word.lastIndex(of: "/")
    let folder = slash.map { String(word[...$0]) } ?? ""
    let names = session.names(inFolder: folder).filter { !$0.hasPrefix(".") }
    let fitting = names.filter { name in
      name.hasSuffix("/") || endings.isEmpty || endings.contains { name.hasSuffix("." + $0) }
    }
    let known = offer(fitting.map { folder + $0 }, for: word)
    return known.candidates.isEmpty ? offer(names.map { folder + $0 }, for: word) : known
  }

}
