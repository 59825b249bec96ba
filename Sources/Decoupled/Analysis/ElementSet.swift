/// A set of elements of a memory that nests of loops fill, as bits.
struct ElementSet: Sendable {

  private var words: [UInt64]
  let depth: Int

  /// The words that hold anything.
  private var low = Int.max
  private var high = -1

  /// An empty set of elements below `depth`.
  init(depth: Int) {
    self.depth = depth
    words = Array(repeating: 0, count: (depth + 63) / 64 + 1)
  }

  mutating func removeAll() {
    if low <= high { for word in low ... high { words[word] = 0 } }
    low = .max
    high = -1
  }

  /// Puts in the element of each part; those that the memory does not have are left out.
  ///
  /// Elements of the same word, one after the other, are written together.
  /// - Returns: the largest of all, 0 for none.
  mutating func insert<Part>(_ parts: ArraySlice<Part>, _ element: (Part) -> Int) -> Int {
    var largest = 0
    var word = 0
    var bits: UInt64 = 0
    for part in parts {
      let element = element(part)
      largest = max(largest, element)
      guard element < depth else { continue }
      if element >> 6 != word {
        insert(bits, in: word)
        (word, bits) = (element >> 6, 0)
      }
      bits |= 1 &<< UInt64(element & 63)
    }
    insert(bits, in: word)
    return largest
  }

  private mutating func insert(_ bits: UInt64, in word: Int) {
    guard bits != 0 else { return }
    words[word] |= bits
    low = min(low, word)
    high = max(high, word)
  }

  /// Adds each element again at `stride`, 2 × `stride`, … up to (`count` - 1) × `stride` behind it.
  ///
  /// With all up to k - 1 in the set, one shift by k adds those up to 2k - 1.
  /// - Cost: O(log(count) × depth / 64).
  mutating func spread(count: Int, stride: Int) {
    guard stride > 0 else { return }
    var copies = 1
    while copies < count {
      let added = min(copies, count - copies)
      let (shift, overflow) = added.multipliedReportingOverflow(by: stride)
      // All further copies lie at least that far on.
      if overflow || shift >= depth { return }
      addShifted(by: shift)
      copies += added
    }
  }

  private mutating func addShifted(by shift: Int) {
    guard low <= high else { return }
    let skip = shift >> 6
    let bits = UInt64(shift & 63)
    let last = (depth - 1) >> 6
    let top = min(last, high + skip + 1)
    guard low + skip <= top else { return }
    for word in stride(from: top, through: low + skip, by: -1) {
      var moved = words[word - skip] << bits
      if bits > 0, word - skip > 0 { moved |= words[word - skip - 1] >> (64 - bits) }
      words[word] |= moved
    }
    if depth & 63 != 0 { words[last] &= (1 << UInt64(depth & 63)) - 1 }
    high = top
  }

  /// Appends the runs of elements, in order, each `base` further on.
  func appendRanges(from base: Int, to ranges: inout [Range<Int>]) {
    guard low <= high else { return }
    var begin: Int?
    for word in low ... high {
      var bits = words[word]
      var place = 0
      if bits == .max, begin != nil { continue }
      while place < 64 {
        if begin == nil {
          guard bits != 0 else { break }
          place += bits.trailingZeroBitCount
          bits = words[word] >> UInt64(place)
          begin = word * 64 + place
        }
        let ones = (~bits).trailingZeroBitCount
        let end = place + ones
        if end >= 64 { break }
        ranges.append(base + (begin ?? 0) ..< base + word * 64 + end)
        begin = nil
        place = end
        bits = words[word] >> UInt64(place)
      }
    }
    if let begin { ranges.append(base + begin ..< base + (high + 1) * 64) }
  }

}
