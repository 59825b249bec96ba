/// How a listing spells the instructions of one format: places in the lists of a `SpellingTable`.
struct Spelling: Sendable {

  /// What the instructions are called.
  let name: Range<Int>

  let pieces: Range<Int>

  /// The numbers that the syntax mentions, in its order, and those that follow by name.
  let mentioned: Range<Int>
  let others: Range<Int>

  /// The bits that all words of the format have.
  let opcode: FixedBits

  /// The bits that no field takes.
  let reserved: FixedBits

  /// A part of the syntax.
  enum Piece: Sendable {
    /// As it is printed, and the parts of it between which any number of spaces is read.
    case literal(Range<Int>, parts: Range<Int>)

    /// The next of the numbers that are mentioned.
    case number
  }

  /// A number in an instruction.
  struct Number: Sendable {
    let name: Range<Int>
    let lsb: Int
    let width: Int
    let isSigned: Bool
    let isHexadecimal: Bool
    let range: ClosedRange<Int>

    /// What values are called.
    let names: Range<Int>

    /// Spelled as its name alone where it is 1.
    var isFlag: Bool { width == 1 && !isSigned }

    /// Spelled as bits.
    var isBits: Bool { width == 64 && !isSigned }
  }

  /// What a value of a number is called.
  struct Name: Sendable {
    let value: Int
    let text: Range<Int>
  }

}
