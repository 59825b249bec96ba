/// Hands out places of a memory, the longest unused ones first, and knows what is still there.
///
/// Going around the memory keeps what was loaded last, so that units can work on different parts, and
/// what is asked for again does not have to be loaded again.
struct PlaceRing<Key: Hashable & Sendable>: Sendable {

  struct Want: Sendable {

    /// What it will hold; nil for what nobody asks for again.
    var key: Key?
    var count: Int

    init(_ key: Key?, count: Int) {
      self.key = key
      self.count = count
    }
  }

  struct Place: Sendable {
    var first: Int

    /// Whether it holds what was asked for.
    var isThere: Bool
  }

  let count: Int

  private var residents: [(key: Key, range: Range<Int>)] = []
  private var next = 0

  init(count: Int) { self.count = count }

  /// A place for each, none of which overlap; nil where they do not fit together.
  mutating func places(for wants: [Want]) -> [Place]? {
    if let places = tryPlaces(for: wants) { return places }
    // What is there stands in the way.
    residents = []
    next = 0
    return tryPlaces(for: wants)
  }

  private mutating func tryPlaces(for wants: [Want]) -> [Place]? {
    var places: [Place?] = wants.map { want in
      let found = residents.first { $0.key == want.key && $0.range.count == want.count }
      return found.map { Place(first: $0.range.lowerBound, isThere: true) }
    }
    var taken: [Range<Int>] = []
    for (want, place) in zip(wants, places) {
      if let place { taken.append(place.first ..< place.first + want.count) }
    }
    var free = next
    for (index, want) in wants.enumerated() where places[index] == nil {
      guard let first = gap(of: want.count, from: free, beside: taken) else { return nil }
      places[index] = Place(first: first, isThere: false)
      taken.append(first ..< first + want.count)
      free = first + want.count
    }
    next = free
    for (want, place) in zip(wants, places) {
      guard let place, !place.isThere else { continue }
      let range = place.first ..< place.first + want.count
      residents.removeAll { $0.range.overlaps(range) }
      if let key = want.key { residents.append((key, range)) }
    }
    return places.compactMap(\.self)
  }

  /// The first of `count` places that are not taken, at `start` or else where something ends.
  private func gap(of count: Int, from start: Int, beside taken: [Range<Int>]) -> Int? {
    let ends = taken.map(\.upperBound).sorted()
    let candidates = [start] + ends.filter { $0 > start } + [0] + ends.filter { $0 <= start }
    return candidates.first { first in
      first + count <= self.count
        && !taken.contains { $0.overlaps(first ..< first + count) }
    }
  }

}
