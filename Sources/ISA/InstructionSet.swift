/// The instructions of a machine as data.
public struct InstructionSet: Sendable, Hashable {

  /// - Units: bits of one instruction, a multiple of 8.
  public var width: Int

  /// Where an instruction says which it is; at the same place in all of them.
  public var opcode: Field

  public var formats: [Format]

  /// The layout of a micro-op and the bits that one takes.
  public var microOp: Format
  public var microOpWidth: Int

  public init(
    width: Int, opcode: Field, formats: [Format], microOp: Format, microOpWidth: Int
  ) {
    self.width = width
    self.opcode = opcode
    self.formats = formats
    self.microOp = microOp
    self.microOpWidth = microOpWidth
  }

  /// - Units: bytes of one instruction.
  public var byteWidth: Int { width / 8 }

  /// The index in `formats` of the format of `word`, unless its opcode is not defined.
  public func formatIndex(of word: Word) -> Int? {
    let code = opcode.value(in: word)
    return formats.firstIndex { $0.opcode == code }
  }

  /// The format of `word`, unless its opcode is not defined.
  public func format(of word: Word) -> Format? { formatIndex(of: word).map { formats[$0] } }

  /// The instructions that `bytes` holds one after the other; a rest that is too short is dropped.
  public func words(of bytes: [UInt8]) -> [Word] {
    stride(from: 0, to: bytes.count - bytes.count % byteWidth, by: byteWidth).map {
      Word(bytes: bytes[$0 ..< $0 + byteWidth])
    }
  }

  /// The bytes of `words`, one after the other.
  public func bytes(of words: [Word]) -> [UInt8] { words.flatMap { $0.bytes(byteWidth) } }

}
