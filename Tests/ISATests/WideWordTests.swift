import Diagnostics
import ISA
import Support
import Synchronization
import Testing

@Suite("Words of any width")
struct WideWordTests {

  /// A number of up to 512 bits, bit by bit.
  private static func bits(_ word: some BitWord, _ width: Int) -> [Bool] {
    (0 ..< width).map { word[$0, 1] == 1 }
  }

  private static func random(_ random: inout SplitMix64) -> WideWord {
    WideWord(bytes: (0 ..< 64).map { _ in UInt8.random(in: 0 ... 255, using: &random) })
  }

  @Test("bits are read and written wherever they stand", arguments: 0 ..< 8)
  func fields(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0 ..< 200 {
      var word = Self.random(&random)
      let before = Self.bits(word, 512)
      let width = Int.random(in: 1 ... 64, using: &random)
      let lsb = Int.random(in: 0 ... 512 - width, using: &random)
      let number = random.next()
      word[lsb, width] = number
      let after = Self.bits(word, 512)
      for bit in 0 ..< 512 {
        let expected =
          lsb ..< lsb + width ~= bit ? number >> UInt64(bit - lsb) & 1 == 1 : before[bit]
        #expect(after[bit] == expected)
      }
      let shifted = Int(truncatingIfNeeded: number << UInt64(64 - width)) >> (64 - width)
      #expect(word.number(at: lsb, width: width, isSigned: true) == shifted)
      #expect(
        UInt64(bitPattern: Int64(word.number(at: lsb, width: width, isSigned: false)))
          == word[lsb, width])
    }
  }

  /// Below 128 bits, both kinds of words are one.
  @Test("narrow and wide words agree", arguments: 0 ..< 8)
  func agrees(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0 ..< 200 {
      let word = Word(
        low: random.next(), high: random.next() >> UInt64.random(in: 0 ... 64, using: &random))
      let wide = WideWord(word)
      #expect(wide.hexadecimal == word.hexadecimal)
      #expect(WideWord(spelling: word.hexadecimal) == wide)
      #expect(wide.bytes(16) == word.bytes(16))
      #expect(Word(FixedBits(wide)) == word)
      let (a, b) = (
        Int.random(in: 0 ... 128, using: &random), Int.random(in: 0 ... 127, using: &random)
      )
      let masked = Word.ones(a) & word
      #expect(WideWord.ones(a) & wide == WideWord(masked))
      #expect(WideWord.ones(128) & (wide << b) == WideWord(word << b))
    }
  }

  @Test("any bits are spelled and read back")
  func spelling() {
    var random = SplitMix64(seed: 3)
    for shift in 0 ..< 512 {
      let word = Self.random(&random) & .ones(512 - shift)
      #expect(WideWord(spelling: word.hexadecimal) == word)
      #expect(WideWord(bytes: word.bytes(64)) == word)
    }
    #expect(WideWord(spelling: "0x") == nil && WideWord(spelling: "0xg") == nil)
    #expect(WideWord(spelling: "0x" + String(repeating: "f", count: 129)) == nil)
    #expect(WideWord(spelling: "0x" + String(repeating: "f", count: 128)) == .ones(512))
    #expect(WideWord(spelling: "17") == WideWord(Word(low: 17)))
  }

}

@Suite("Instructions of several widths")
struct InstructionWidthTests {

  /// Instructions of 16, 136 and 512 bits, two of which share an opcode.
  private static let set = InstructionSet(
    width: 136, opcode: Field("funct", lsb: 0, width: 7),
    formats: [
      Format(
        "config_ld", opcode: 0, fields: [Field("stride", lsb: 72, width: 64)],
        selectors: [Format.Selector(Field("kind", lsb: 8, width: 2), 1)]),
      Format(
        "config_ex", opcode: 0, fields: [Field("shift", lsb: 72, width: 32, isSigned: true)],
        selectors: [Format.Selector(Field("kind", lsb: 8, width: 2), 0)]),
      Format("fence", opcode: 1, fields: [Field("n", lsb: 7, width: 9)], width: 16),
      Format(
        "wide", opcode: 2,
        fields: [Field("a", lsb: 100, width: 50), Field("b", lsb: 460, width: 52)], width: 512),
    ], microOp: Format("uop", fields: []), microOpWidth: 32)

  private static func program(_ seed: Int) -> [WideWord] {
    var random = SplitMix64(seed: UInt64(seed))
    return (0 ..< 50).map { _ in
      let index = Int.random(in: 0 ..< 4, using: &random)
      let values = set.formats[index].fields.map { Int.random(in: $0.range, using: &random) }
      return set.word(index, values, as: WideWord.self)
    }
  }

  @Test("selectors beside the opcode say which instruction it is")
  func selectors() {
    let word = Self.set.word(0, [77], as: WideWord.self)
    #expect(Self.set.formatIndex(of: word) == 0)
    #expect(Self.set.formatIndex(of: Self.set.word(1, [-1], as: WideWord.self)) == 1)
    #expect(Self.set.formats[1].decode(Self.set.word(1, [-1], as: WideWord.self)) == [-1])
    #expect(Self.set.formatIndex(of: WideWord(Word(low: 2 << 8))) == nil)
    #expect(Self.set.formatIndex(of: Word(low: 1 << 8)) == 0)
    #expect(Self.set.text(of: word) == "config_ld stride=0x4d")
    #expect(Self.set.ambiguities.isEmpty)
    var set = Self.set
    set.formats[1].selectors = []
    #expect(set.ambiguities.map { [$0.first, $0.second] } == [[0, 1]])
    #expect(set.formatIndex(of: Word(low: 2 << 8)) == 1)
  }

  @Test("each instruction that is another one too is told once, and many cost no square")
  func ambiguities() {
    func set(_ codes: [Int]) -> InstructionSet {
      InstructionSet(
        width: 64, opcode: Field("op", lsb: 0, width: 16),
        formats: codes.map { Format("i\($0)", opcode: $0, fields: []) },
        microOp: Format("uop", fields: []), microOpWidth: 32)
    }
    #expect(set([3, 1, 3, 2, 3]).ambiguities.map { [$0.first, $0.second] } == [[0, 2], [0, 4]])
    let asked = Atomic(0)
    let interruption = Interruption {
      asked.add(1, ordering: .relaxed)
      return false
    }
    let count = interruption.governing { set(Array(0 ..< 1000)).ambiguities.count }
    #expect(count == 0 && asked.load(ordering: .relaxed) <= 1)
    let some = Interruption { true }.governing { set(Array(0 ..< 9000)).ambiguities.count }
    #expect(some == 0)
  }

  @Test("bytes are taken apart where each instruction ends", arguments: 0 ..< 6)
  func widths(_ seed: Int) {
    let words = Self.program(seed)
    let bytes = Self.set.wideBytes(of: words)
    #expect(bytes.count == words.reduce(0) { $0 + Self.set.byteWidth(of: $1) })
    #expect(Self.set.words(of: bytes, as: WideWord.self) == words)
    #expect(Self.set.words(of: Array(bytes.dropLast(1)), as: WideWord.self) == words.dropLast(1))
    #expect(Self.set.widest == 512 && !Self.set.hasOneWidth)
  }

  @Test("what is listed is assembled to the same bits", arguments: 0 ..< 6)
  func listing(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let words = Self.program(seed).map { word in
      // Bits that no field takes, in some of them.
      Bool.random(using: &random) ? word : word | (WideWord.ones(3) << 10) & .ones(16)
    }
    let text = Self.set.listing(of: words)
    let read = try Assembler(Self.set, source: SourceText(name: "list", text: text)).words(
      as: WideWord.self)
    #expect(read == words)
    let undefined = WideWord(bytes: (0 ..< 17).map { _ in 0x7f })
    #expect(
      try Assembler(Self.set, source: SourceText(name: "list", text: Self.set.text(of: undefined)))
        .words(as: WideWord.self) == [undefined])
  }

}
