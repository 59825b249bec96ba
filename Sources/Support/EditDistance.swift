/// The words of `candidates` that `word` was most likely meant to be, nearest first.
///
/// A candidate counts when at most a third of its letters have to be changed, added or removed.
/// - Cost: O(letters of all) for candidates of other lengths or of other letters; for each of the
///   rest O(letters²). Of words that are longer than anyone spells there are none.
public func nearest(to word: String, in candidates: some Sequence<String>, most: Int = 3)
  -> [String]
{
  guard word.utf8.count <= longestWord else { return [] }
  let letters = Array(word)
  let census = LetterCensus(word)
  var poll = Poll()
  var near: [(word: String, distance: Int)] = []
  for candidate in candidates where candidate.utf8.count <= longestWord {
    if poll.isRequested(after: 1 << 6) { return [] }
    let limit = max(1, candidate.count / 3)
    guard abs(candidate.count - letters.count) <= limit,
      census.leastDistance(to: LetterCensus(candidate)) <= limit
    else { continue }
    _ = poll.isRequested(after: letters.count * letters.count)
    let distance = editDistance(letters, Array(candidate))
    if distance <= limit { near.append((candidate, distance)) }
  }
  return near.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(most).map(\.word)
}

/// - Units: bytes.
private let longestWord = 400

/// How many letters have to be changed, added or removed to make `b` of `a`.
public func editDistance(_ a: String, _ b: String) -> Int { editDistance(Array(a), Array(b)) }

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0 ... b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substitution = diagonal + (letter == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}

/// How often each letter of ASCII stands in a word.
private struct LetterCensus {

  private var counts = SIMD64<UInt16>()

  init(_ word: String) {
    for byte in word.utf8 where byte < 0x80 { counts[Int(byte & 63)] &+= 1 }
  }

  /// No fewer letters than this have to be changed, added or removed.
  func leastDistance(to other: LetterCensus) -> Int {
    let more = counts &- pointwiseMin(counts, other.counts)
    let less = other.counts &- pointwiseMin(counts, other.counts)
    return Int(max(more.wrappedSum(), less.wrappedSum()))
  }

}
