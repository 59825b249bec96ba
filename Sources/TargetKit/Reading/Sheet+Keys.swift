extension Sheet {

  /// The node of a key that has to be there.
  public mutating func require(_ key: String, in entries: Entries) -> SheetNode? {
    if let node = entries[key] { return node }
    error("\(entries.what) lacks `\(key)`", at: entries.node)
    return nil
  }

  public mutating func text(_ key: String, in entries: Entries) -> String? {
    require(key, in: entries).flatMap { text($0, of: "a word for `\(key)`") }
  }

  /// The name at a key that has to be there.
  public mutating func name(_ key: String, in entries: Entries) -> String? {
    require(key, in: entries).flatMap { name($0, of: entries.what) }
  }

  public mutating func optionalText(_ key: String, in entries: Entries) -> String? {
    entries[key].flatMap { text($0, of: "a word for `\(key)`") }
  }

  public mutating func integer(
    _ key: String, in entries: Entries, _ range: ClosedRange<Int> = 0 ... Int(UInt32.max)
  ) -> Int? {
    require(key, in: entries).flatMap { integer($0, of: "`\(key)`", in: range) }
  }

  public mutating func optionalInteger(
    _ key: String, in entries: Entries, _ range: ClosedRange<Int> = 0 ... Int(UInt32.max)
  ) -> Int? {
    entries[key].flatMap { integer($0, of: "`\(key)`", in: range) }
  }

  public mutating func flag(_ key: String, in entries: Entries, default value: Bool) -> Bool {
    entries[key].flatMap { flag($0, of: "`\(key)`") } ?? value
  }

  public mutating func choice<T: RawRepresentable<String> & CaseIterable>(
    _ key: String, in entries: Entries, _ type: T.Type
  ) -> T? {
    require(key, in: entries).flatMap { choice($0, of: key, type) }
  }

  public mutating func optionalChoice<T: RawRepresentable<String> & CaseIterable>(
    _ key: String, in entries: Entries, _ type: T.Type
  ) -> T? {
    entries[key].flatMap { choice($0, of: key, type) }
  }

  /// The elements of the list at a key; none if the key is missing.
  public mutating func list(_ key: String, in entries: Entries) -> [SheetNode] {
    entries[key].map { elements($0, of: key) } ?? []
  }

  /// A mapping of numbers to words.
  public mutating func numberedWords(_ key: String, in entries: Entries) -> [Int: SheetNode] {
    guard let node = entries[key] else { return [:] }
    guard let members = node.members else {
      error("expected numbers and words for `\(key)`", at: node)
      return [:]
    }
    var words: [Int: SheetNode] = [:]
    for (number, word) in members {
      guard let value = integer(number, of: "a number of `\(key)`", in: -(1 << 32) ... 1 << 32)
      else { continue }
      words[value] = word
    }
    return words
  }

}
