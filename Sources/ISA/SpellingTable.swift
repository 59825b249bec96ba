/// How a listing spells the instructions of a set, worked out once.
///
/// Everything lies in a few lists, so that neither printing nor reading an instruction copies or
/// counts references to more than these.
struct SpellingTable: Sendable {

  /// In the order of the formats.
  private(set) var spellings: [Spelling] = []
  private(set) var microOp: Spelling

  private(set) var pieces: [Spelling.Piece] = []
  private(set) var numbers: [Spelling.Number] = []
  private(set) var names: [Spelling.Name] = []

  /// Texts, by their place in `bytes`.
  private(set) var parts: [Range<Int>] = []
  private(set) var bytes: [UInt8] = []

  /// The first format of each opcode, and the opcodes of formats with selectors.
  private var indexOfOpcode: [Int: Int] = [:]
  private var selectedOpcodes: Set<Int> = []

  /// The formats whose names have a hash.
  private var indicesOfName: [UInt64: [Int]] = [:]

  init(width: Int, opcode: Field, formats: [Format], microOp: Format, microOpWidth: Int) {
    self.microOp = Spelling(
      name: 0 ..< 0, pieces: 0 ..< 0, mentioned: 0 ..< 0, others: 0 ..< 0, opcode: FixedBits(),
      reserved: FixedBits())
    let opcodeBits = WideWord.ones(opcode.width) << opcode.lsb
    for (index, format) in formats.enumerated() {
      var word = format.encode([], as: WideWord.self)
      if let code = format.opcode {
        opcode.store(code, in: &word)
        if indexOfOpcode[code] == nil { indexOfOpcode[code] = index }
        if !format.selectors.isEmpty { selectedOpcodes.insert(code) }
      }
      indicesOfName[Self.hash(format.name.utf8), default: []].append(index)
      spellings.append(
        spelling(
          of: format, word, reserved: format.reserved(width: format.width ?? width) & ~opcodeBits))
    }
    self.microOp = spelling(
      of: microOp, WideWord(), reserved: microOp.reserved(width: microOpWidth))
  }

  private mutating func spelling(
    of format: Format, _ opcode: WideWord, reserved: WideWord
  ) -> Spelling {
    let (firstPiece, firstNumber) = (pieces.count, numbers.count)
    for piece in format.syntax.pieces {
      switch piece {
      case .literal(let text):
        let first = parts.count
        for part in text.split(separator: " ") { parts.append(add(String(part))) }
        pieces.append(.literal(add(text), parts: first ..< parts.count))
      case .field(let name, let isHexadecimal):
        guard let field = format.field(name) else { continue }
        pieces.append(.number)
        add(field, isHexadecimal: isHexadecimal)
      }
    }
    let firstOther = numbers.count
    let known = Set(format.syntax.fieldNames)
    for field in format.fields where !known.contains(field.name) { add(field) }
    return Spelling(
      name: add(format.name), pieces: firstPiece ..< pieces.count,
      mentioned: firstNumber ..< firstOther, others: firstOther ..< numbers.count,
      opcode: FixedBits(opcode), reserved: FixedBits(reserved))
  }

  private mutating func add(_ field: Field, isHexadecimal: Bool = false) {
    let first = names.count
    for (value, text) in field.names.sorted(by: { $0.key < $1.key }) {
      names.append(Spelling.Name(value: value, text: add(text)))
    }
    numbers.append(
      Spelling.Number(
        name: add(field.name), lsb: field.lsb, width: field.width, isSigned: field.isSigned,
        isHexadecimal: isHexadecimal, range: field.range, names: first ..< names.count))
  }

  private mutating func add(_ text: String) -> Range<Int> {
    let first = bytes.count
    bytes += text.utf8
    return first ..< bytes.count
  }

  // MARK: - Looking up

  /// The format with an opcode.
  func index(ofOpcode code: Int) -> Int? { indexOfOpcode[code] }

  /// Whether an opcode alone does not say which format it is.
  func needsSelectors(_ code: Int) -> Bool {
    !selectedOpcodes.isEmpty && selectedOpcodes.contains(code)
  }

  /// The first format that is called like a part of `text`.
  func index(named name: Range<Int>, of text: [UInt8]) -> Int? {
    indicesOfName[Self.hash(text[name])]?.first { holds(spellings[$0].name, name, of: text) }
  }

  /// Whether the text at `place` is a part of `text`.
  func holds(_ place: Range<Int>, _ part: Range<Int>, of text: [UInt8]) -> Bool {
    guard place.count == part.count else { return false }
    for offset in 0 ..< part.count
    where bytes[place.lowerBound + offset] != text[part.lowerBound + offset] { return false }
    return true
  }

  func text(_ place: Range<Int>) -> String { String(decoding: bytes[place], as: UTF8.self) }

  /// FNV-1a, which needs no array to be made of a part of a line.
  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

}
