import Support

/// Words of any kind, and instructions of several widths.
extension InstructionSet {

  /// The instructions that `bytes` holds one after the other, each as wide as its format says; a rest
  /// that is too short is dropped. There are fewer where the work is to end.
  ///
  /// An instruction with an undefined opcode is as wide as the set.
  public func words<W: BitWord>(of bytes: [UInt8], as kind: W.Type) -> [W] {
    var words: [W] = []
    var start = 0
    var poll = Poll()
    while start < bytes.count, !poll.isRequested(after: 16) {
      let whole = W(bytes: bytes[start ..< min(bytes.count, start + W.maximumWidth / 8)])
      let count = byteWidth(of: whole)
      guard count > 0, start + count <= bytes.count else { break }
      words.append(whole & .ones(8 * count))
      start += count
    }
    return words
  }

  /// The bytes of `words`, one after the other, each as wide as its format says.
  public func wideBytes(of words: [some BitWord]) -> [UInt8] {
    var bytes: [UInt8] = []
    var poll = Poll()
    for word in words {
      if poll.isRequested(after: 16) { break }
      bytes += word.bytes(byteWidth(of: word))
    }
    return bytes
  }

  /// The word of the format at `index` whose fields hold `values`, with its opcode and selectors.
  public func word<W: BitWord>(_ index: Int, _ values: [Int], as kind: W.Type) -> W {
    var word = formats[index].encode(values, as: W.self)
    if let code = formats[index].opcode { opcode.store(code, in: &word) }
    return word
  }

  /// Pairs of formats of which one word can be both: of the first of them it is taken to be. Each
  /// format is the second one once, of the first that it can be; there are fewer where the work is to
  /// end.
  /// - Cost: O(formats × the kinds of bits by which formats are told from others).
  public var ambiguities: [(first: Int, second: Int)] {
    let fixed = formats.map { format -> (mask: WideWord, bits: WideWord) in
      let fields = format.selectors.map(\.field) + (format.opcode == nil ? [] : [opcode])
      let mask = fields.reduce(WideWord()) { $0 | WideWord.ones($1.width) << $1.lsb }
      var bits = format.encode([], as: WideWord.self)
      if let code = format.opcode { opcode.store(code, in: &bits) }
      return (mask, bits)
    }
    let groups = Dictionary(grouping: fixed.indices) { fixed[$0].mask }
    var partners = [Int](repeating: .max, count: formats.count)
    var poll = Poll()
    for (mask, own) in groups {
      for (otherMask, others) in groups {
        if poll.isRequested(after: 8 * (own.count + others.count)) { return [] }
        let both = mask & otherMask
        let firsts = Dictionary(others.map { (fixed[$0].bits & both, $0) }) { first, _ in first }
        for index in own {
          guard let first = firsts[fixed[index].bits & both], first < index else { continue }
          partners[index] = min(partners[index], first)
        }
      }
    }
    return partners.indices.compactMap { partners[$0] < $0 ? (partners[$0], $0) : nil }
  }

}
