import Diagnostics

/// Flags of which a line may give only one, because any other would be passed over.
struct Exclusive: Key {

  /// One of each side, but not of both.
  private let left: Set<String>
  private let right: Set<String>

  /// - Parameter others: flags none of which goes with any of `flags`.
  init(_ flags: Set<String>, and others: Set<String>) { (left, right) = (flags, others) }

  func declare(in info: inout CommandInfo) {}

  /// - Errors: one of each side is given.
  func value(in words: GivenWords) throws(Diagnostic) {
    let given = words.flagNames
    guard let one = given.first(where: left.contains),
      let other = given.first(where: { right.contains($0) && $0 != one })
    else { return }
    throw .error(
      "`\(one)` and `\(other)` do not go together", hints: ["usage: \(words.info.usage)"])
  }

}

/// A flag that says nothing without another word of the line.
struct Dependence: Key {

  private let flags: [String]
  private let needed: String
  private let isMet: @Sendable (GivenWords) -> Bool

  /// - Parameter needed: what there has to be, as in "a file".
  init(
    _ flags: [String], on needed: String, where isMet: @escaping @Sendable (GivenWords) -> Bool
  ) {
    (self.flags, self.needed, self.isMet) = (flags, needed, isMet)
  }

  func declare(in info: inout CommandInfo) {}

  /// - Errors: a flag is given without what it needs.
  func value(in words: GivenWords) throws(Diagnostic) {
    guard let flag = words.flagNames.first(where: flags.contains), !isMet(words) else { return }
    throw .error("`\(flag)` needs \(needed)", hints: ["usage: \(words.info.usage)"])
  }

}
