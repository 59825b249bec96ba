import Diagnostics

/// Something that a command line may give: how it is shown, and the value that its words spell.
protocol Key: Sendable {

  associatedtype Value: Sendable

  /// Enters the key in what help, completion and the reference show.
  func declare(in info: inout CommandInfo)

  /// What the words of a line spell.
  /// - Errors: they spell no such value, or lack what must be given.
  func value(in words: GivenWords) throws(Diagnostic) -> Value

}

/// All that one command is given: each stored property that is a key, in this order.
protocol Keys: Sendable {}

extension Keys {

  /// The keys, in the order of their declaration.
  var all: [any Key] { Mirror(reflecting: self).children.compactMap { $0.value as? any Key } }

}

/// For commands that take nothing.
struct NoKeys: Keys {}

/// The values of the keys that a command declares.
///
/// A value has the name of its key, as `arguments.folder`: one of a key that the command does not
/// declare cannot be asked for.
@dynamicMemberLookup
struct Arguments<Declared: Keys>: Sendable {

  private let keys: Declared
  private let words: GivenWords

  /// - Errors: a word spells no value of its key.
  init(_ keys: Declared, _ words: GivenWords) throws(Diagnostic) {
    self.keys = keys
    self.words = words
    for key in keys.all { try Self.check(key, words) }
  }

  private static func check(_ key: some Key, _ words: GivenWords) throws(Diagnostic) {
    _ = try key.value(in: words)
  }

  subscript<Declaration: Key>(
    dynamicMember path: KeyPath<Declared, Declaration>
  ) -> Declaration.Value {
    do throws(Diagnostic) {
      return try keys[keyPath: path].value(in: words)
    } catch {
      preconditionFailure("a value that was read once can be read again: \(error)")
    }
  }

}
