extension InstructionSet {

  /// The instruction as a line of assembler text, which says everything that is in it.
  ///
  /// What the syntax of the format does not mention follows by name where it is not 0: a field of
  /// one bit as its name alone, bits of no field as `reserved`. An instruction with an undefined
  /// opcode is spelled `word` and its bits.
  public func text(of word: Word) -> String { text(of: word, leavingOut: []) }

  /// The same without the fields that are named, for where those are shown otherwise.
  public func text(of word: Word, leavingOut hidden: Set<String>) -> String {
    let word = word & .ones(width)
    guard let format = format(of: word) else { return "word \(word.hexadecimal)" }
    return text(of: word, in: format, reserved: reserved(of: format), leavingOut: hidden)
  }

  /// A micro-op as a line of text.
  public func text(ofMicroOp word: Word) -> String {
    text(
      of: word, in: microOp, reserved: microOp.reserved(width: microOpWidth), leavingOut: [])
  }

  /// The bits of an instruction of `format` that no field takes.
  func reserved(of format: Format) -> Word {
    format.reserved(width: width) & ~(Word.ones(opcode.width) << opcode.lsb)
  }

  private func text(
    of word: Word, in format: Format, reserved: Word, leavingOut hidden: Set<String>
  ) -> String {
    var text = ""
    for piece in format.syntax.pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .field(let name, let isHexadecimal):
        guard let field = format.field(name) else { continue }
        text += field.spelling(of: word, isHexadecimal: isHexadecimal)
      }
    }
    let mentioned = Set(format.syntax.fieldNames).union(hidden)
    for field in format.fields where !mentioned.contains(field.name) {
      guard word[field.lsb, field.width] != 0 else { continue }
      let isFlag = field.width == 1 && !field.isSigned
      text += isFlag ? " \(field.name)" : " \(field.name)=\(field.spelling(of: word))"
    }
    let rest = word & reserved
    return rest == Word() ? text : text + " reserved=\(rest.hexadecimal)"
  }

  /// One line for each instruction.
  public func listing(of words: [Word]) -> String {
    words.map { text(of: $0) + "\n" }.joined()
  }

}

extension Field {

  /// The number in `word`, or its name if it has one.
  func spelling(of word: Word, isHexadecimal: Bool = false) -> String {
    if width == 64, !isSigned { return Word(low: word[lsb, width]).hexadecimal }
    let number = value(in: word)
    if let name = names[number] { return name }
    guard isHexadecimal, number >= 0 else { return String(number) }
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
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

  /// The bits that `text` spells, after `0x` or decimal; `nil` if it spells none or more than 128.
  public init?(spelling text: some StringProtocol) {
    guard text.hasPrefix("0x") else {
      guard let low = UInt64(text) else { return nil }
      self.init(low: low)
      return
    }
    let digits = text.dropFirst(2)
    guard !digits.isEmpty, digits.count <= 32, digits.allSatisfy(\.isHexDigit),
      digits.allSatisfy(\.isASCII)
    else { return nil }
    let high = digits.dropLast(16)
    self.init(
      low: UInt64(digits.suffix(16), radix: 16) ?? 0,
      high: high.isEmpty ? 0 : UInt64(high, radix: 16) ?? 0)
  }

}
