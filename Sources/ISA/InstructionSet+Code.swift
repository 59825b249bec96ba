public import Diagnostics
public import Support

/// Instructions of whichever kind the set needs.
extension InstructionSet {

  /// Whether some instruction has more bits than `Word`.
  public var hasWideWords: Bool { widest > Word.maximumWidth }

  /// The instructions that `bytes` holds one after the other; a rest that is too short is dropped.
  /// There are fewer where the work is to end.
  public func code(of bytes: [UInt8]) -> MachineCode {
    hasWideWords ? .wide(words(of: bytes, as: WideWord.self)) : .narrow(words(of: bytes))
  }

  /// The bytes of instructions, one after the other, each as wide as its format says.
  public func bytes(of code: MachineCode) -> [UInt8] {
    switch code {
    case .narrow(let words): bytes(of: words)
    case .wide(let words): wideBytes(of: words)
    }
  }

  /// - Units: bytes that the instructions take.
  /// - Cost: O(1) where all instructions have one width.
  public func byteCount(of code: MachineCode) -> Int {
    if hasOneWidth { return code.count * byteWidth }
    return switch code {
    case .narrow(let words): words.reduce(0) { $0 + byteWidth(of: $1) }
    case .wide(let words): words.reduce(0) { $0 + byteWidth(of: $1) }
    }
  }

  /// One line for each instruction at these places.
  public func lines(of code: MachineCode, _ range: Range<Int>) -> [String] {
    switch code {
    case .narrow(let words): words[range].map { text(of: $0) }
    case .wide(let words): words[range].map { text(of: $0) }
    }
  }

  /// One line for each instruction; fewer where the work is to end.
  public func lines(of code: MachineCode) -> [String] {
    Slices(code.count, size: 1 << 9).flatMap { lines(of: code, $0) }
  }

  /// The format of an instruction, unless its opcode is not defined.
  public func format(of word: some BitWord) -> Format? { formatIndex(of: word).map { formats[$0] } }

  /// The instruction of the format at `index` whose fields hold `values`, behind others.
  public func append(_ index: Int, _ values: [Int], to code: inout MachineCode) {
    if hasWideWords {
      code.append(word(index, values, as: WideWord.self))
    } else {
      code.append(word(index, values, as: Word.self))
    }
  }

}

extension Assembler {

  /// The instructions of the text, as words of the kind that the set needs.
  /// - Errors: every line that is no instruction, with its place; `interrupted`.
  public func code(_ interruption: Interruption = .never) throws(DiagnosticSet) -> MachineCode {
    set.hasWideWords
      ? .wide(try words(as: WideWord.self, interruption)) : .narrow(try words(interruption))
  }

}
