import Decoupled
import Diagnostics
import ISA
import Support
import TargetKit
import Testing

@Suite struct ListingTests {

  private let set: InstructionSet

  init() throws {
    let targets = BuiltInTargets()
    set = try targets.description(named: try #require(targets.names.first)).instructionSet
  }

  private func randomWord(_ random: inout SplitMix64) -> Word {
    var word = Word(low: random.next(), high: random.next())
    // Most instructions of a real stream have an opcode that is defined and few odd bits.
    if random.next() % 4 != 0 { word[0, 3] = random.next() % 5 }
    if random.next() % 4 == 0 { word.high &= random.next() & random.next() }
    return word
  }

  /// What is listed is assembled to the same bits, whatever they are.
  @Test(arguments: 0 ..< 8)
  func assemblesWhatItLists(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let words = (0 ..< 500).map { _ in randomWord(&random) }
    let text = set.listing(of: words)
    let read = try Assembler(set, source: SourceText(name: "list", text: text)).words()
    let different = zip(words, read).filter { $0 != $1 }.map { set.text(of: $0.0) }
    #expect(read.count == words.count)
    #expect(different == [])
  }

  /// Decoding is the inverse of encoding, and no two fields share a bit.
  @Test func encodesWhatItDecodes() {
    var random = SplitMix64(seed: 7)
    var failed: [String] = []
    for format in set.formats {
      var taken = Word.ones(set.opcode.width) << set.opcode.lsb
      for field in format.fields {
        let bits = Word.ones(field.width) << field.lsb
        if bits & taken != Word() { failed.append("\(format.name).\(field.name) overlaps") }
        taken = taken | bits
      }
      for _ in 0 ..< 200 {
        let values = format.fields.map { Int.random(in: $0.range, using: &random) }
        if format.decode(format.encode(values)) != values { failed.append(format.name) }
      }
    }
    #expect(failed == [])
  }

  @Test func bytesAreLittleEndian() {
    let word = Word(bytes: (1 ... 16).map { UInt8($0) })
    #expect(word.low == 0x0807_0605_0403_0201)
    #expect(word.bytes(16) == (1 ... 16).map { UInt8($0) })
    #expect(word[60, 8] == 0x90)
  }

  @Test(arguments: [
    ("lod inp[0] <- dram[0] 1 x 1 stride 1", 1, 1, "there is no instruction `lod`"),
    ("finish\nfinish now", 2, 8, "`finish` has no field `now`"),
    (
      "; comment\nload inp[70000] <- dram[0] 1 x 1 stride 1", 2, 10,
      "70000 does not fit `sram_base`"
    ),
    ("load inp[0] <- dram[0] 1 x 1 stride", 1, 36, "expected a number for `x_stride`"),
    ("word 0x123456789012345678901234567890123", 1, 6, "expected the 128 bits"),
    ("finish pop_prev pop_prev", 1, 17, "`pop_prev` is given twice"),
    ("finish\r\n\tlod\r\n", 2, 2, "there is no instruction `lod`"),
    ("load inp[- 70] <- dram[0] 1 x 1 stride 1", 1, 10, "-70 does not fit `sram_base`"),
    ("load inp[0]\u{a0}<-\u{a0}dream[0]", 1, 11, "expected `]<-dram[`, found `]`"),
    (
      "load inp[0x0] <- dram[0] 1 x 1 stride ٣", 1, 39,
      "expected a number for `x_stride`, found `٣`"
    ),
    ("gemm uop[0:99999999999999999999]", 1, 12, "expected a number for `uop_end`"),
    ("alu shl uop[0:1]", 1, 5, "expected a number for `alu_opcode`, found `shl`"),
    ("finish pop_prev=", 1, 17, "expected a number for `pop_prev`, found `the end`"),
    ("finish pop_prev, push_next", 1, 16, "`,` is one too many"),
    ("finish reserved=0x100 reserved=0x100", 1, 23, "`reserved` is given twice"),
    ("finish reserved=0x8", 1, 17, "`0x8` are not reserved bits of `finish`"),
  ])
  func badTextIsExplained(_ text: String, line: Int, column: Int, message: String) {
    let assembler = Assembler(set, source: SourceText(name: "bad.asm", text: text))
    let error = #expect(throws: DiagnosticSet.self) { _ = try assembler.words() }
    let first = error?.elements.first
    #expect(first?.place?.line == line)
    #expect(first?.place?.column == column)
    #expect(first?.message.hasPrefix(message) == true, "\(first?.message ?? "nothing")")
  }

  /// Spaces, comments and the ends of lines of other systems change nothing.
  @Test func spacesAndCommentsChangeNothing() throws {
    let plain = "load inp[0x010] <- dram[0x400] 1 x 16 stride 16 push_next\nfinish\n"
    let spaced =
      "\r\n; a comment\r\n\tload  inp [ 16 ]<-dram[ 0x400 ]1 x 16\u{a0}stride 16 push_next = 1;é\r\n"
      + "  finish;\r\n"
    func words(_ text: String) throws -> [Word] {
      try Assembler(set, source: SourceText(name: "x", text: text)).words()
    }
    #expect(try words(plain) == words(spaced))
    #expect(try words(plain).map { set.text(of: $0) + "\n" }.joined() == plain)
  }

  /// What nobody has names for stays as it is.
  @Test func fieldsOfAllKindsAreReadBack() throws {
    let syntax = try Syntax("wide {a}←{big} ⟨{s:x}⟩")
    let fields = [
      Field("a", lsb: 3, width: 5, isSigned: true, names: [-1: "minus", 3: "-x"]),
      Field("big", lsb: 64, width: 64), Field("s", lsb: 10, width: 54, isSigned: true),
    ]
    let set = InstructionSet(
      width: 128, opcode: Field("opcode", lsb: 0, width: 3),
      formats: [Format("wide", opcode: 5, fields: fields, syntax: syntax)],
      microOp: Format("uop", fields: []), microOpWidth: 32)
    var random = SplitMix64(seed: 11)
    let words = (0 ..< 500).map { _ in
      Word(low: random.next() & ~7 | 5, high: random.next() & random.next())
    }
    let text = set.listing(of: words)
    #expect(try Assembler(set, source: SourceText(name: "x", text: text)).words() == words)
  }

  @Test func readingCanBeInterrupted() {
    let text = String(repeating: "finish\n", count: 10_000)
    let assembler = Assembler(set, source: SourceText(name: "x", text: text))
    let error = #expect(throws: DiagnosticSet.self) {
      _ = try assembler.words(Interruption { true })
    }
    #expect(error?.elements == [.interrupted])
  }

  /// No bytes make the assembler trap.
  @Test func randomTextIsRefused() {
    var random = SplitMix64(seed: 3)
    let pieces = [
      "load", "inp", "[", "]", "<-", "dram", "0x", "0x1", "-", "-1", "stride", "x", " ", ";", "=",
      "reserved", "word", "gemm", "uop[", ":", "é", "99999999999999999999", "\n", "pop_prev", "\t",
    ]
    var accepted = 0
    for _ in 0 ..< 2000 {
      let text = (0 ..< 12).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      if (try? Assembler(set, source: SourceText(name: "x", text: text)).words()) != nil {
        accepted += 1
      }
    }
    #expect(accepted < 2000)
  }

}
