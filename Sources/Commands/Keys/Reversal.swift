/// Whether the command is to go backwards.
struct Reversal: Key {

  private let reversed: [String]

  /// - Parameter reversed: words that mean the command with `rev` before it; none where it only
  ///   goes forward.
  init(_ reversed: [String]) { self.reversed = reversed }

  func declare(in info: inout CommandInfo) { info.reversed = reversed }

  func value(in words: GivenWords) -> Bool { words.isReversed }

}
