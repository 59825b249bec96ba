import Yams

extension Sheet {

  /// The node of a key that has to be there.
  mutating func require(_ key: String, in entries: Entries) -> YAMLNode? {
    if let node = entries[key] { return node }
    error("\(entries.what) lacks `\(key)`", at: entries.node)
    return nil
  }

  mutating func text(_ key: String, in entries: Entries) -> String? {
    require(key, in: entries).flatMap { text($0, of: "a word for `\(key)`") }
  }

  mutating func optionalText(_ key: String, in entries: Entries) -> String? {
    entries[key].flatMap { text($0, of: "a word for `\(key)`") }
  }

  mutating func integer(
    _ key: String, in entries: Entries, _ range: ClosedRange<Int> = 0 ... Int(UInt32.max)
  ) -> Int? {
    require(key, in: entries).flatMap { integer($0, of: "`\(key)`", in: range) }
  }

  mutating func optionalInteger(
    _ key: String, in entries: Entries, _ range: ClosedRange<Int> = 0 ... Int(UInt32.max)
  ) -> Int? {
    entries[key].flatMap { integer($0, of: "`\(key)`", in: range) }
  }

  mutating func flag(_ key: String, in entries: Entries, default value: Bool) -> Bool {
    entries[key].flatMap { flag($0, of: "`\(key)`") } ?? value
  }

  mutating func choice<T: RawRepresentable<String> & CaseIterable>(
    _ key: String, in entries: Entries, _ type: T.Type
  ) -> T? {
    require(key, in: entries).flatMap { choice($0, of: key, type) }
  }

  mutating func optionalChoice<T: RawRepresentable<String> & CaseIterable>(
    _ key: String, in entries: Entries, _ type: T.Type
  ) -> T? {
    entries[key].flatMap { choice($0, of: key, type) }
  }

  /// The elements of the list at a key; none if the key is missing.
  mutating func list(_ key: String, in entries: Entries) -> [YAMLNode] {
    entries[key].map { elements($0, of: key) } ?? []
  }

  /// A mapping of numbers to words.
  mutating func numberedWords(_ key: String, in entries: Entries) -> [Int: YAMLNode] {
    guard let node = entries[key] else { return [:] }
    guard let mapping = node.mapping else {
      error("expected numbers and words for `\(key)`", at: node)
      return [:]
    }
    var words: [Int: YAMLNode] = [:]
    for (number, word) in mapping {
      guard let value = integer(number, of: "a number of `\(key)`", in: -(1 << 32) ... 1 << 32)
      else { continue }
      words[value] = word
    }
    return words
  }

}
