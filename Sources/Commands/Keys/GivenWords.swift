import Diagnostics
import Support

/// The words after the name of a command, each with the parameter or flag that it belongs to.
struct GivenWords: Sendable {

  private var values: [String: [String]] = [:]

  /// The words after each flag, as often as it was given; none after one that takes no word.
  private var flags: [String: [String]] = [:]

  let info: CommandInfo

  /// What stood after `/` at the name of the command.
  let format: String

  /// Whether the command is to go backwards.
  let isReversed: Bool

  /// - Errors: a word too many or too few, a flag that the command does not have, that is given
  ///   twice or that lacks its word, or quotes that do not close.
  init(
    _ line: CommandLine, from start: Int, for info: CommandInfo, format: String, reversed: Bool
  ) throws(Diagnostic) {
    self.info = info
    self.format = format
    isReversed = reversed
    if line.isOpen { throw .error("a quote does not close") }
    var index = start
    var free: [Int] = []
    while index < line.words.count {
      let word = line.words[index]
      index += 1
      guard word.text.hasPrefix("--"), !word.isQuoted, word.text.count > 2 else {
        if info.parameters.indices.contains(free.count),
          info.parameters[free.count].count == .rest
        {
          values[info.parameters[free.count].name] = [line.text(from: index - 1)]
          index = line.words.count
        }
        free.append(index - 1)
        continue
      }
      try take(word, line, &index)
    }
    try distribute(free, line)
  }

  /// Reads the flag `word`, and the word after it if it takes one.
  private mutating func take(
    _ word: CommandLine.Word, _ line: CommandLine, _ index: inout Int
  ) throws(Diagnostic) {
    let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let flag = info.flags.first(where: { $0.name == name }) else {
      throw unknownFlag(name, of: info, at: line.place(of: word))
    }
    guard flags[name] == nil || flag.addsUp else {
      throw .error("`\(name)` is given twice", at: line.place(of: word))
    }
    guard let value = flag.value else {
      guard parts.count == 1 else {
        throw .error("`\(name)` takes no value", at: line.place(of: word))
      }
      flags[name] = []
      return
    }
    if parts.count > 1 {
      flags[name, default: []].append(String(parts[1]))
    } else if index < line.words.count {
      flags[name, default: []].append(line.words[index].text)
      index += 1
    } else {
      throw .error("`\(name)` lacks its \(value.name)", hints: ["usage: \(info.usage)"])
    }
  }

  /// Gives the words at `free` to the parameters in order.
  private mutating func distribute(_ free: [Int], _ line: CommandLine) throws(Diagnostic) {
    var rest = free[...]
    for parameter in info.parameters {
      guard let index = rest.first else {
        guard !parameter.isRequired else { throw missing(parameter) }
        continue
      }
      switch parameter.count {
      case .one, .optional:
        values[parameter.name] = [line.words[index].text]
        rest.removeFirst()
      case .any, .some:
        values[parameter.name] = rest.map { line.words[$0].text }
        rest = []
      case .rest: rest = []
      }
    }
    guard let extra = rest.first else { return }
    throw .error(
      "`\(info.name)` does not take `\(line.words[extra].text)`",
      at: line.place(of: line.words[extra]), hints: ["usage: \(info.usage)"])
  }

  /// The words that `parameter` got.
  func words(of parameter: Parameter) -> [String] { values[parameter.name] ?? [] }

  /// All words that belong to other parameters than the one called `name`, in their order.
  func words(besides name: String) -> [String] {
    info.parameters.filter { $0.name != name }.flatMap { words(of: $0) }
  }

  /// The flags that were given, in the order of the command's.
  var flagNames: [String] { info.flags.map(\.name).filter { flags[$0] != nil } }

  /// The words after `flag`, as often as it was given; nil where it was not.
  func words(after flag: Flag) -> [String]? { flags[flag.name] }

  /// What to say where `parameter` got no word and needs one.
  func missing(_ parameter: Parameter) -> Diagnostic {
    .error("`\(info.name)` needs \(parameter.summary)", hints: ["usage: \(info.usage)"])
  }

}

private func unknownFlag(_ name: String, of info: CommandInfo, at place: Place) -> Diagnostic {
  let near = nearest(to: name, in: info.flags.map(\.name), most: 1)
  let hint =
    near.first.map { "did you mean `\($0)`?" }
    ?? (info.flags.isEmpty
      ? "it takes none" : "it takes \(info.flags.map(\.name).joined(separator: ", "))")
  return .error("`\(info.name)` has no flag `\(name)`", at: place, hints: [hint])
}
