import Support
import Testing

@Suite struct SupportTests {

  @Test func anArenaKeepsIdentitiesInItsCopies() {
    var arena = Arena<String>()
    let a = arena.insert("a")
    var copy = arena
    copy[a] = "changed"
    let b = copy.insert("b")
    #expect(arena[a] == "a" && copy[a] == "changed" && copy[b] == "b")
    #expect(!arena.contains(b) && copy.ids == [a, b])
  }

  /// A table answers as a dictionary does, and knows what lies behind all that was counted.
  @Test func tablesAreDictionaries() {
    var random = SplitMix64(seed: 7)
    var table = IDTable<String, Int>(count: 4)
    var dictionary: [ID<String>: Int] = [:]
    for step in 0 ..< 200 {
      let id = ID<String>(Int.random(in: 0 ..< 24, using: &random))
      let value = step % 3 == 0 ? nil : step
      table[id] = value
      dictionary[id] = value
      #expect((0 ..< 40).allSatisfy { table[ID($0)] == dictionary[ID($0)] })
      #expect(table.ids == dictionary.keys.sorted())
    }
    #expect(!dictionary.isEmpty)
  }

  @Test(arguments: [
    ("0", 0), ("12", 12), ("-12", -12), ("1_000", 1000), ("0x1f", 31), ("0X1F", 31), ("-0x10", -16),
    ("0b0000", 0), ("0b101", 5), ("0B11", 3), ("0b1000_0000", 128),
    ("0x7fffffffffffffff", .max), ("-9223372036854775808", .min),
  ])
  func numbersAreSpelled(_ text: String, _ number: Int) {
    #expect(Int(spelling: text) == number)
  }

  @Test(arguments: [
    "", "-", "_", "0x", "0b", "0b2", "0x-5", "0b+1", "+5", "--5", "4'b0", "5b", "1e3", "٣", "0xg",
    "9223372036854775808", "0xffffffffffffffff",
  ])
  func whatIsNoNumberIsNone(_ text: String) {
    #expect(Int(spelling: text) == nil)
  }

  @Test func addressesAreBits() {
    #expect(
      [0, 16, .max, -16, .min].map(\.hexadecimal) == [
        "0x0", "0x10", "0x7fffffffffffffff", "0xfffffffffffffff0", "0x8000000000000000",
      ])
  }

  /// The published test vectors of FNV-1a with 64 bits.
  @Test(arguments: [
    ("", "0xcbf29ce484222325"), ("a", "0xaf63dc4c8601ec8c"), ("foobar", "0x85944171f73967e8"),
  ])
  func hashesAsPublished(_ text: String, _ expected: String) {
    var hash = StateHash()
    hash.combine(text.utf8)
    #expect(hash.description == expected)
  }

  /// The first numbers of the generator for the seed 1234567.
  @Test func generatesAsPublished() {
    var random = SplitMix64(seed: 1_234_567)
    let numbers = (0 ..< 3).map { _ in random.next() }
    #expect(
      numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test(arguments: [
    ("", "", 0), ("kitten", "sitting", 3), ("quantise", "quantize", 1), ("abc", "", 3),
    ("flaw", "lawn", 2),
  ])
  func countsEdits(_ a: String, _ b: String, _ expected: Int) {
    #expect(editDistance(a, b) == expected && editDistance(b, a) == expected)
  }

  @Test func suggestsWhatIsNear() {
    let words = ["quantize", "partition", "annotate", "pipeline"]
    #expect(nearest(to: "quantise", in: words) == ["quantize"])
    #expect(nearest(to: "anotate", in: words) == ["annotate"])
    #expect(nearest(to: "zzz", in: words) == [])
  }

}

@Suite struct BinarySearchTests {

  @Test func findsTheFirstOfTheSecondPart() {
    for count in 0 ..< 20 {
      for border in 0 ... count {
        let list = (0 ..< count).map { $0 >= border }
        #expect(list.partitioningIndex { $0 } == border)
        #expect(list[(border / 2)...].partitioningIndex { $0 } == border)
      }
    }
  }

}
