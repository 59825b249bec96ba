import Support

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

extension Sequence<UInt32> {

  /// For each of the lowest `count` bits the places of the elements that have it, in order; of the
  /// first ones alone where the work is to end.
  func places(ofBits count: Int) -> [[Int32]] {
    var places = Array(repeating: [Int32](), count: count)
    var poll = Poll()
    for (place, mask) in enumerated() where mask != 0 {
      if poll.isRequested(after: 4) { break }
      for bit in mask.bits { places[bit].append(Int32(place)) }
    }
    return places
  }

}
