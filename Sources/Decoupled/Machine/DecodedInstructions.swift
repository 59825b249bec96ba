import ISA

/// The instructions of a program, each decoded when it is asked for: a word takes an eighth of the
/// room of what it means.
struct DecodedInstructions: RandomAccessCollection, Sendable {

  let words: [Word]
  let decoder: InstructionDecoder

  var startIndex: Int { 0 }
  var endIndex: Int { words.count }

  /// - Cost: that of decoding, some tens of nanoseconds.
  subscript(index: Int) -> DecodedInstruction { decoder.decode(words[index]) }

}
