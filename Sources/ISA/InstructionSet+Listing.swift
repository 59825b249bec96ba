extension InstructionSet {

  /// The instruction as a line of assembler text, which says everything that is in it.
  ///
  /// What the syntax of the format does not mention follows by name where it is not 0: a field of
  /// one bit as its name alone, bits of no field as `reserved`. An instruction with an undefined
  /// opcode is spelled `word` and its bits.
  public func text(of word: Word) -> String { text(of: word, leavingOut: []) }

  /// The same for a word of any kind.
  public func text(of word: some BitWord) -> String { spelled(word, leavingOut: []) }

  /// The same without the fields that are named, for where those are shown otherwise.
  public func text(of word: Word, leavingOut hidden: Set<String>) -> String {
    spelled(word, leavingOut: hidden)
  }

  /// The same for a word of any kind.
  public func text(of word: some BitWord, leavingOut hidden: Set<String>) -> String {
    spelled(word, leavingOut: hidden)
  }

  private func spelled(_ word: some BitWord, leavingOut hidden: Set<String>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(120)
    print(word, leavingOut: hidden, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// A micro-op as a line of text.
  public func text(ofMicroOp word: Word) -> String {
    var text: [UInt8] = []
    table.print(word, table.microOp, leavingOut: [], to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// One line for each instruction.
  public func listing(of words: [Word]) -> String { listed(words) }

  /// The same for words of any kind.
  public func listing(of words: [some BitWord]) -> String { listed(words) }

  private func listed(_ words: [some BitWord]) -> String {
    var text: [UInt8] = []
    for word in words {
      print(word, leavingOut: [], to: &text)
      text.append(UInt8(ascii: "\n"))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func print(
    _ word: some BitWord, leavingOut hidden: Set<String>, to text: inout [UInt8]
  ) {
    if let index = formatIndex(of: word) {
      let word = word & .ones(formats[index].width ?? width)
      table.print(word, table.spellings[index], leavingOut: hidden, to: &text)
    } else {
      text += "word \((word & .ones(width)).hexadecimal)".utf8
    }
  }

}

extension Word {

  /// The bits as a number after `0x`, without leading zeros.
  public var hexadecimal: String {
    if high == 0 { return "0x" + String(low, radix: 16) }
    let digits = String(low, radix: 16)
    return "0x" + String(high, radix: 16) + String(repeating: "0", count: 16 - digits.count)
      + digits
  }

  /// The bits that `text` spells: up to 128 of them after `0x`, or up to 64 in decimal; `nil` if it
  /// spells none.
  public init?(spelling text: some StringProtocol) { self.init(digits: text.utf8) }

  init?(digits text: some Sequence<UInt8>) {
    var count = 0
    var isHexadecimal = false
    self.init()
    for byte in text {
      if count == 1, low == 0, !isHexadecimal, byte == UInt8(ascii: "x") {
        (count, isHexadecimal) = (0, true)
        continue
      }
      guard let digit = byte.hexadecimalDigit, isHexadecimal || digit < 10 else { return nil }
      count += 1
      if isHexadecimal {
        guard count <= 32 else { return nil }
        self = self << 4
        low |= UInt64(digit)
      } else {
        let (product, isTooLarge) = low.multipliedReportingOverflow(by: 10)
        let (sum, isTooMuch) = product.addingReportingOverflow(UInt64(digit))
        guard !isTooLarge, !isTooMuch else { return nil }
        low = sum
      }
    }
    guard count > 0 else { return nil }
  }

}
