import Diagnostics

/// A word after a flag, which may be left out.
struct Option<Value: Sendable>: Key {

  private let flag: Flag
  private let word: Word<Value>

  init(_ name: String, taking value: String, _ word: Word<Value>, _ summary: String) {
    flag = Flag(name, taking: value, word.kind, summary)
    self.word = word
  }

  func declare(in info: inout CommandInfo) { info.flags.append(flag) }

  func value(in words: GivenWords) throws(Diagnostic) -> Value? {
    guard let text = words.words(after: flag)?.first else { return nil }
    return try word.read(text, flag.purpose(in: words.info))
  }

}

/// A word after a flag that may be given several times, and adds up.
struct RepeatedOption<Value: Sendable>: Key {

  private let flag: Flag
  private let word: Word<Value>

  init(_ name: String, taking value: String, _ word: Word<Value>, _ summary: String) {
    flag = Flag(name, taking: value, word.kind, summary, addsUp: true)
    self.word = word
  }

  func declare(in info: inout CommandInfo) { info.flags.append(flag) }

  func value(in words: GivenWords) throws(Diagnostic) -> [Value] {
    var values: [Value] = []
    for text in words.words(after: flag) ?? [] {
      values.append(try word.read(text, flag.purpose(in: words.info)))
    }
    return values
  }

}

/// A flag that takes no word: whether it was given.
struct Switch: Key {

  private let flag: Flag

  init(_ name: String, _ summary: String) { flag = Flag(name, summary) }

  func declare(in info: inout CommandInfo) { info.flags.append(flag) }

  func value(in words: GivenWords) -> Bool { words.words(after: flag) != nil }

}

extension Flag {

  fileprivate func purpose(in info: CommandInfo) -> WordPurpose {
    .init(command: info.name, name: String(name.drop { $0 == "-" }), option: name)
  }

}
