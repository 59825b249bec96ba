import Support

/// The instructions of a machine as data.
public struct InstructionSet: Sendable {

  /// - Units: bits of one instruction whose format has no width of its own, a multiple of 8.
  public var width: Int { didSet { prepare() } }

  /// Where an instruction says which it is; at the same place in all of them.
  public var opcode: Field { didSet { prepare() } }

  public var formats: [Format] { didSet { prepare() } }

  /// The layout of a micro-op and the bits that one takes.
  public var microOp: Format { didSet { prepare() } }
  public var microOpWidth: Int { didSet { prepare() } }

  /// How a listing spells the instructions; follows from the rest.
  private(set) var table: SpellingTable

  public init(
    width: Int, opcode: Field, formats: [Format], microOp: Format, microOpWidth: Int
  ) {
    self.width = width
    self.opcode = opcode
    self.formats = formats
    self.microOp = microOp
    self.microOpWidth = microOpWidth
    table = SpellingTable(
      width: width, opcode: opcode, formats: formats, microOp: microOp, microOpWidth: microOpWidth)
  }

  private mutating func prepare() {
    table = SpellingTable(
      width: width, opcode: opcode, formats: formats, microOp: microOp, microOpWidth: microOpWidth)
  }

  /// - Units: bytes of one instruction.
  public var byteWidth: Int { width / 8 }

  /// The index in `formats` of the format of `word`, unless its opcode is not defined.
  public func formatIndex(of word: Word) -> Int? {
    let code = opcode.value(in: word)
    return table.needsSelectors(code) ? selectedIndex(of: word, code) : table.index(ofOpcode: code)
  }

  /// The same of a word of any kind.
  public func formatIndex(of word: some BitWord) -> Int? {
    let code = opcode.value(in: word)
    return table.needsSelectors(code) ? selectedIndex(of: word, code) : table.index(ofOpcode: code)
  }

  /// The first format with an opcode all of whose selectors hold.
  private func selectedIndex(of word: some BitWord, _ code: Int) -> Int? {
    formats.firstIndex { $0.opcode == code && $0.selects(word) }
  }

  /// The format of `word`, unless its opcode is not defined.
  public func format(of word: Word) -> Format? { formatIndex(of: word).map { formats[$0] } }

  /// Whether all instructions have one width.
  public var hasOneWidth: Bool { formats.allSatisfy { ($0.width ?? width) == width } }

  /// - Units: bits of the widest instruction.
  public var widest: Int { formats.reduce(width) { max($0, $1.width ?? width) } }

  /// - Units: bytes of the instruction in `word`.
  public func byteWidth(of word: some BitWord) -> Int {
    (formatIndex(of: word).flatMap { formats[$0].width } ?? width) / 8
  }

  /// The instructions that `bytes` holds one after the other; a rest that is too short is dropped.
  /// There are fewer where the work is to end, as of `bytes(of:)`.
  public func words(of bytes: [UInt8]) -> [Word] {
    guard hasOneWidth else { return words(of: bytes, as: Word.self) }
    var words: [Word] = []
    words.reserveCapacity(bytes.count / byteWidth)
    for part in Slices(bytes.count / byteWidth, size: 1 << 9) {
      for index in part {
        let range = index * byteWidth ..< (index + 1) * byteWidth
        words.append(Word(bytes: bytes.span.extracting(range)))
      }
    }
    return words
  }

  /// The bytes of `words`, one after the other.
  public func bytes(of words: [Word]) -> [UInt8] {
    guard hasOneWidth else { return wideBytes(of: words) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(words.count * byteWidth)
    for part in Slices(words.count, size: 1 << 9) {
      for index in part { bytes += words[index].bytes(byteWidth) }
    }
    return bytes
  }

}

extension InstructionSet: Hashable {

  /// Two sets are equal where everything is from which the spelling follows.
  public static func == (a: InstructionSet, b: InstructionSet) -> Bool {
    a.width == b.width && a.opcode == b.opcode && a.formats == b.formats && a.microOp == b.microOp
      && a.microOpWidth == b.microOpWidth
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(width)
    hasher.combine(opcode)
    hasher.combine(formats)
    hasher.combine(microOp)
    hasher.combine(microOpWidth)
  }

}
