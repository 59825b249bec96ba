import Simulation
import Support
import Testing

@Suite struct CellStoreTests {

  /// Places far from each other and side by side, over more than a block of pages.
  private static let places = (0 ..< 24).map { $0 * 1_100_003 / 8 * 8 } + [0, 8, 4088, 4096, 8192]
  private static let count = 26 << 20

  private func number(_ store: borrowing CellStore, at place: Int) -> UInt64 {
    unsafe store.bytes.load(fromByteOffset: place, as: UInt64.self)
  }

  private func numbers(_ store: borrowing CellStore) -> [UInt64] {
    Self.places.map { number(store, at: $0) }
  }

  private func write(_ store: inout CellStore, _ place: Int, _ number: UInt64) {
    store.write((0 ..< 8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }, at: place)
  }

  /// A snapshot is all cells as they were, whatever happened since.
  @Test(arguments: 0 ..< 8)
  func snapshotsAreKept(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var store = CellStore(count: Self.count)
    for place in Self.places where random.next() % 2 == 0 { write(&store, place, random.next()) }
    var kept: [(snapshot: CellStore.Snapshot, numbers: [UInt64])] = []
    for _ in 0 ..< 60 {
      switch random.next() % 3 {
      case 0: kept.append((store.snapshot(), numbers(store)))
      case 1:
        for _ in 0 ..< random.next() % 6 {
          write(&store, Self.places[Int(random.next() % UInt64(Self.places.count))], random.next())
        }
      default:
        guard !kept.isEmpty else { continue }
        let old = kept[Int(random.next() % UInt64(kept.count))]
        store.restore(old.snapshot)
        #expect(numbers(store) == old.numbers)
      }
    }
    for old in kept.reversed() {
      store.restore(old.snapshot)
      #expect(numbers(store) == old.numbers)
    }
  }

  /// A copy has the same cells, the same moments and a future of its own.
  @Test(arguments: [false, true], 0 ..< 4)
  func copiesAreAlone(_ hasSnapshot: Bool, _ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var store = CellStore(count: Self.count)
    for place in Self.places.dropLast(9) { write(&store, place, random.next()) }
    let first = hasSnapshot ? store.snapshot() : nil
    let begin = numbers(store)
    for place in Self.places.dropFirst(12) { write(&store, place, random.next()) }
    let second = hasSnapshot ? store.snapshot() : nil
    let middle = numbers(store)
    write(&store, Self.places[3], 33)
    write(&store, Self.places[20], 20)
    let end = numbers(store)
    var copy = store.copied()
    #expect(numbers(copy) == end)
    write(&copy, Self.places[4], 4)
    write(&copy, Self.places[23], 23)
    #expect(numbers(store) == end)
    write(&store, Self.places[5], 5)
    #expect(number(copy, at: Self.places[5]) == end[5])
    let third = copy.snapshot()
    let last = numbers(copy)
    if let first, let second {
      copy.restore(first)
      #expect(numbers(copy) == begin)
      copy.restore(second)
      #expect(numbers(copy) == middle)
      store.restore(first)
      #expect(numbers(store) == begin)
    }
    // Also where the two have nothing to share.
    store.restore(third)
    #expect(numbers(store) == last)
    var again = store.copied()
    again.restore(third)
    #expect(numbers(again) == last)
  }

  /// What a snapshot costs is what was written since the last one.
  @Test func snapshotsTakeWhatChanged() {
    var store = CellStore(count: Self.count)
    write(&store, 0, 1)
    #expect(store.dirtyPages == 1)
    #expect(store.snapshot().ownBytes == 0)
    #expect(store.dirtyPages == 0)
    #expect(store.snapshot().ownBytes == 0)
    write(&store, 4090, 7)
    write(&store, 20 << 20, 7)
    #expect(store.dirtyPages == 3)
    #expect(store.snapshot().ownBytes == 3 * Page.size)
  }

}
