/// The positions of the bits that are set, lowest first, without an array of them.
struct BitPositions: Sequence, IteratorProtocol {

  private var rest: UInt32

  init(_ bits: UInt32) { rest = bits }

  mutating func next() -> Int? {
    guard rest != 0 else { return nil }
    defer { rest &= rest - 1 }
    return rest.trailingZeroBitCount
  }

}

extension UInt32 {
  var bits: BitPositions { BitPositions(self) }
}
