public import Diagnostics
import Support

/// The words after the name of a command, read by its parameters and flags.
public struct Arguments: Sendable {

  private var values: [String: [String]] = [:]
  private var flags: [String: String] = [:]
  private let info: CommandInfo

  /// What stood after `/` at the name of the command.
  public let format: String

  /// Whether `rev` stood before the command.
  public let isReversed: Bool

  /// - Errors: a word too many or too few, a flag that the command does not have or that lacks its
  ///   word, or quotes that do not close.
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
    guard let value = flag.value else {
      guard parts.count == 1 else {
        throw .error("`\(name)` takes no value", at: line.place(of: word))
      }
      flags[name] = ""
      return
    }
    if parts.count > 1 {
      flags[name] = String(parts[1])
    } else if index < line.words.count {
      flags[name] = line.words[index].text
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
        guard !parameter.isRequired else { throw missing(parameter, of: info) }
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

  /// The words that the parameter `name` got.
  public func words(_ name: String) -> [String] { values[name] ?? [] }

  /// The word that the parameter `name` got.
  public subscript(name: String) -> String? { values[name]?.first }

  /// The word that the required parameter `name` got.
  public func required(_ name: String) -> String { values[name]?.first ?? "" }

  /// Whether the flag `name`, dashes included, was given.
  public func has(_ name: String) -> Bool { flags[name] != nil }

  /// The word after the flag `name`.
  public func value(of name: String) -> String? { flags[name] }

  /// The number that the parameter `name` got, decimal or hexadecimal after `0x`.
  /// - Errors: it is no number.
  public func number(_ name: String) throws(Diagnostic) -> Int? {
    guard let word = self[name] else { return nil }
    return try parseNumber(word, as: name)
  }

  /// The number after the flag `name`.
  /// - Errors: it is no number.
  public func number(of name: String) throws(Diagnostic) -> Int? {
    guard let word = flags[name] else { return nil }
    return try parseNumber(word, as: name)
  }

  /// A count of at least one.
  /// - Errors: the word is no such number.
  public func count(_ name: String = "count") throws(Diagnostic) -> Int {
    let count = try number(name) ?? 1
    guard count > 0 else { throw .error("`\(count)` is no count", hints: ["expected 1 or more"]) }
    return count
  }

}

/// The number that `word` spells, decimal or hexadecimal after `0x`.
/// - Errors: it is none.
func parseNumber(_ word: String, as name: String) throws(Diagnostic) -> Int {
  let hexadecimal = word.hasPrefix("0x") ? Int(word.dropFirst(2), radix: 16) : nil
  guard let number = hexadecimal ?? Int(word) else {
    throw .error(
      "`\(word)` is no number, which \(name) must be",
      hints: ["numbers are decimal, or hexadecimal after `0x`"])
  }
  return number
}

private func missing(_ parameter: Parameter, of info: CommandInfo) -> Diagnostic {
  .error("`\(info.name)` needs \(parameter.summary)", hints: ["usage: \(info.usage)"])
}

private func unknownFlag(_ name: String, of info: CommandInfo, at place: Place) -> Diagnostic {
  let near = nearest(to: name, in: info.flags.map(\.name), most: 1)
  let hint =
    near.first.map { "did you mean `\($0)`?" }
    ?? (info.flags.isEmpty
      ? "it takes none" : "it takes \(info.flags.map(\.name).joined(separator: ", "))")
  return .error("`\(info.name)` has no flag `\(name)`", at: place, hints: [hint])
}
