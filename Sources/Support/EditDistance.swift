/// The words of `candidates` that `word` was most likely meant to be, nearest first.
///
/// A candidate counts when at most a third of its letters have to be changed, added or removed.
/// - Cost: O(candidates × letters²).
public func nearest(to word: String, in candidates: some Sequence<String>, most: Int = 3)
  -> [String]
{
  candidates
    .map { (word: $0, distance: editDistance(word, $0)) }
    .filter { $0.distance <= max(1, $0.word.count / 3) }
    .sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
    .prefix(most).map(\.word)
}

/// How many letters have to be changed, added or removed to make `b` of `a`.
public func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
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
