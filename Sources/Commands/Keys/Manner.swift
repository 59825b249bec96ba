import Diagnostics

/// What stands after `/` at the name of the command, as `4d` in `x/4d`; empty where nothing does.
struct FormatWord: Key {

  func declare(in info: inout CommandInfo) { info.takesFormat = true }

  func value(in words: GivenWords) -> String { words.format }

}

/// Whether the command is to go backwards.
struct Direction: Key {

  private let reversed: [String]

  /// - Parameter reversed: words that mean the command with `rev` before it.
  init(_ reversed: String...) { self.reversed = reversed }

  func declare(in info: inout CommandInfo) { info.reversed = reversed }

  func value(in words: GivenWords) -> Bool { words.isReversed }

}
