/// Instructions one after the other, as words of one kind.
///
/// What nearly all machines take is `narrow`: 16 bytes an instruction, in an array that can be
/// shared. `wide` is for sets of which some instruction has more bits than `Word`;
/// `InstructionSet.code(of:)` and its like choose. Two values are equal where they are of one kind
/// and hold the same bits.
public enum MachineCode: Hashable, Sendable {

  case narrow([Word])
  case wide([WideWord])

  /// No instructions, of the kind that holds those of `set`.
  public init(for set: InstructionSet) { self = set.hasWideWords ? .wide([]) : .narrow([]) }

  public var count: Int {
    switch self {
    case .narrow(let words): words.count
    case .wide(let words): words.count
    }
  }

  public var isEmpty: Bool { count == 0 }

  public var indices: Range<Int> { 0 ..< count }

  /// One instruction, for what looks at few of them; loops over many go through the words of a
  /// kind.
  public subscript(index: Int) -> any BitWord {
    switch self {
    case .narrow(let words): words[index]
    case .wide(let words): words[index]
    }
  }

  /// The instructions as narrow words.
  /// - Before: they are; a machine whose set has no wider ones refuses others when it loads them.
  /// - Cost: O(1), and in place where they are changed.
  public var words: [Word] {
    get {
      switch self {
      case .narrow(let words): return words
      case .wide: preconditionFailure("wide instructions are no narrow words")
      }
    }
    _modify {
      var words = words
      self = .narrow([])
      defer { self = .narrow(words) }
      yield &words
    }
    set { self = .narrow(newValue) }
  }

  /// The instructions as narrow words; nil where they are wide.
  public var narrowWords: [Word]? {
    switch self {
    case .narrow(let words): words
    case .wide: nil
    }
  }

  /// The instructions as wide words, whatever they are.
  /// - Cost: O(count) where they are narrow.
  public var wideWords: [WideWord] {
    switch self {
    case .narrow(let words): words.map { WideWord($0) }
    case .wide(let words): words
    }
  }

  // MARK: - Changes

  /// Adds an instruction.
  /// - Cost: O(1) over many.
  public mutating func append(_ word: Word) {
    switch self {
    case .narrow(var words):
      // Nobody else holds the array while it grows.
      self = .narrow([])
      words.append(word)
      self = .narrow(words)
    case .wide(var words):
      self = .wide([])
      words.append(WideWord(word))
      self = .wide(words)
    }
  }

  /// Adds an instruction; all of them become wide where it has bits that a narrow word has not.
  /// - Cost: O(1) over many of one kind.
  public mutating func append(_ word: WideWord) {
    if case .narrow = self {
      if let narrow = Word(exactly: word) { return append(narrow) }
      self = .wide(wideWords)
    }
    guard case .wide(var words) = self else { return }
    self = .wide([])
    words.append(word)
    self = .wide(words)
  }

  /// Puts the low bits of `value` into a field of the instruction at `index`.
  /// - Cost: O(1).
  public mutating func store(_ value: Int, in field: Field, at index: Int) {
    switch self {
    case .narrow(var words):
      self = .narrow([])
      field.store(value, in: &words[index])
      self = .narrow(words)
    case .wide(var words):
      self = .wide([])
      field.store(value, in: &words[index])
      self = .wide(words)
    }
  }

  /// The instructions in a range of places.
  public subscript(range: Range<Int>) -> MachineCode {
    switch self {
    case .narrow(let words): .narrow(Array(words[range]))
    case .wide(let words): .wide(Array(words[range]))
    }
  }

  // MARK: - Comparison

  /// How many instructions are the same at the start of both.
  public func commonPrefixCount(with other: MachineCode) -> Int {
    switch (self, other) {
    case (.narrow(let a), .narrow(let b)): zip(a, b).prefix { $0 == $1 }.count
    case (.wide, _), (_, .wide): zip(wideWords, other.wideWords).prefix { $0 == $1 }.count
    }
  }

  /// How many instructions are the same at the end of both.
  public func commonSuffixCount(with other: MachineCode) -> Int {
    switch (self, other) {
    case (.narrow(let a), .narrow(let b)):
      zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
    case (.wide, _), (_, .wide):
      zip(wideWords.reversed(), other.wideWords.reversed()).prefix { $0 == $1 }.count
    }
  }

}

extension Word {

  /// The same bits; nil where there are some that have no room.
  public init?(exactly word: WideWord) {
    self.init(FixedBits(word))
    guard WideWord(self) == word else { return nil }
  }

}
