#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory cells of a machine: one run of bytes, of which pages are copied out and back.
///
/// Whoever writes says so before, page by page; a snapshot then copies only the pages that were
/// written since the last one, and shares the others with it. Only who holds the store can write,
/// and nobody holds it twice: `copied` makes another, which shares what was never written.
@safe public struct CellStore: ~Copyable, @unchecked Sendable {

  /// All cells at some moment.
  public struct Snapshot: Sendable {

    /// Nil where all pages are as in `image`.
    fileprivate var blocks: [PageBlock?]
    fileprivate let image: CellImage

    /// - Units: bytes that no other snapshot has.
    public fileprivate(set) var ownBytes: Int
  }

  private let base: UnsafeMutableRawPointer

  /// - Units: bytes; whole groups of pages.
  public let count: Int

  /// For each group, a bit for each page that was written since `last`.
  private let dirty: UnsafeMutablePointer<UInt64>

  /// What was taken or restored last.
  private var last: Snapshot?
  private var writer = PageWriter()

  /// Cells that are all 0. The first `busy` of them get their room at once, up to 8 MiB; the others
  /// when they are touched first, which is slow in the midst of a run.
  public init(count: Int, busy: Int = 0) {
    let groups = max(1, (count + PageGroup.size - 1) / PageGroup.size)
    self.count = groups * PageGroup.size
    unsafe base = CellImage.anonymous(self.count)
    unsafe base.initializeMemory(
      as: UInt8.self, repeating: 0, count: min(busy, self.count, CellStore.mostBusy))
    unsafe dirty = .allocate(capacity: groups)
    unsafe dirty.initialize(repeating: 0, count: groups)
  }

  private static let mostBusy = 8 << 20

  private init(
    _ base: UnsafeMutableRawPointer, _ count: Int, _ dirty: UnsafeMutablePointer<UInt64>,
    _ last: Snapshot?
  ) {
    unsafe self.base = base
    self.count = count
    unsafe self.dirty = dirty
    self.last = last
  }

  deinit {
    unsafe munmap(base, count)
    unsafe dirty.deallocate()
  }

  // MARK: Cells

  /// The cells, to look at as long as the store is there.
  public var bytes: UnsafeRawPointer { unsafe UnsafeRawPointer(base) }

  /// The same for those who write, and say so before.
  @unsafe public var mutableBytes: UnsafeMutableRawPointer { mutating get { unsafe base } }

  /// Where a bit is set for each page that is written, the lowest first, in words of 64.
  @unsafe public var dirtyBits: UnsafeMutablePointer<UInt64> { mutating get { unsafe dirty } }

  /// Writes bytes at an offset.
  public mutating func write(_ bytes: [UInt8], at offset: Int) {
    guard !bytes.isEmpty else { return }
    precondition(offset >= 0 && bytes.count <= count - offset)
    for page in offset / Page.size ... (offset + bytes.count - 1) / Page.size {
      unsafe dirty[page / PageGroup.count] |= 1 << UInt64(page % PageGroup.count)
    }
    unsafe bytes.withUnsafeBytes { source in
      if let start = source.baseAddress {
        unsafe (base + offset).copyMemory(from: start, byteCount: source.count)
      }
    }
  }

  private var groupCount: Int { count / PageGroup.size }
  private var blockCount: Int { (groupCount + PageBlock.count - 1) / PageBlock.count }

  /// The groups of a block.
  private func groups(of block: Int) -> Range<Int> {
    let first = block * PageBlock.count
    return first ..< min(first + PageBlock.count, groupCount)
  }

  private func isDirty(_ groups: Range<Int>) -> Bool {
    groups.contains { unsafe dirty[$0] != 0 }
  }

  /// How many pages were written since the last snapshot or restoration.
  public var dirtyPages: Int {
    (0 ..< groupCount).reduce(0) { unsafe $0 + dirty[$1].nonzeroBitCount }
  }

  // MARK: Snapshots

  /// Makes the room that the next pages are copied to, which is slow in the midst of a run.
  public mutating func prepareSnapshots() { writer.prepare() }

  /// The cells as they are.
  /// - Cost: O(pages written since the last snapshot or restoration).
  public mutating func snapshot() -> Snapshot {
    guard var snapshot = last else { return firstSnapshot() }
    let copied = writer.count
    for block in 0 ..< blockCount {
      let groups = groups(of: block)
      guard isDirty(groups) else { continue }
      var kept =
        snapshot.blocks[block]?.groups ?? [PageGroup?](repeating: nil, count: groups.count)
      for group in groups where unsafe dirty[group] != 0 {
        let place = group - groups.lowerBound
        kept[place] = pages(of: group, kept[place])
      }
      snapshot.blocks[block] = PageBlock(kept)
    }
    snapshot.ownBytes = (writer.count - copied) * Page.size
    last = snapshot
    return snapshot
  }

  /// A group with the pages that were written, which is then clean.
  private mutating func pages(of group: Int, _ before: PageGroup?) -> PageGroup {
    var pages = before?.pages ?? [Page?](repeating: nil, count: PageGroup.count)
    var mask = unsafe dirty[group]
    while mask != 0 {
      let page = mask.trailingZeroBitCount
      mask &= mask - 1
      pages[page] = unsafe writer.copy(base + group * PageGroup.size + page * Page.size)
    }
    unsafe dirty[group] = 0
    return PageGroup(pages)
  }

  /// Makes an image of what was written so far.
  private mutating func firstSnapshot() -> Snapshot {
    let bits = unsafe dirty
    let written = (0 ..< groupCount * PageGroup.count).lazy.filter { page in
      unsafe bits[page / PageGroup.count] >> UInt64(page % PageGroup.count) & 1 == 1
    }
    let image = unsafe CellImage(of: base, count: count, pages: written)
    unsafe dirty.update(repeating: 0, count: groupCount)
    let blocks = [PageBlock?](repeating: nil, count: blockCount)
    let first = Snapshot(blocks: blocks, image: image, ownBytes: 0)
    last = first
    return first
  }

  /// Makes the cells what they were.
  /// - Before: the snapshot is of a store with as many cells.
  /// - Cost: O(pages that differ); O(pages) if the store was not made by copying that of the
  ///   snapshot, or the other way round.
  public mutating func restore(_ snapshot: Snapshot) {
    precondition(last.map { $0.blocks.count == snapshot.blocks.count } ?? true)
    if last?.image !== snapshot.image {
      unsafe dirty.update(repeating: .max, count: groupCount)
    }
    for block in 0 ..< blockCount {
      let groups = groups(of: block)
      let (old, new) = (last?.blocks[block], snapshot.blocks[block])
      if old === new && !isDirty(groups) { continue }
      for group in groups {
        let place = group - groups.lowerBound
        restore(group, from: old?.groups[place], to: new?.groups[place], snapshot.image)
      }
    }
    last = snapshot
  }

  private func restore(
    _ group: Int, from old: PageGroup?, to new: PageGroup?, _ image: CellImage
  ) {
    if old === new, unsafe dirty[group] == 0 { return }
    for page in 0 ..< PageGroup.count {
      let wanted = new?.pages[page]
      let isDirty = unsafe dirty[group] >> UInt64(page) & 1 == 1
      if !isDirty, old?.pages[page] === wanted { continue }
      let offset = group * PageGroup.size + page * Page.size
      let source = unsafe wanted?.bytes ?? image.start + offset
      unsafe memcpy(base + offset, source, Page.size)
    }
    unsafe dirty[group] = 0
  }

  // MARK: Copies

  /// Another store with the same cells and the same last snapshot.
  /// - Cost: O(pages written since the first snapshot).
  public func copied() -> CellStore {
    let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: groupCount)
    unsafe bits.initialize(from: dirty, count: groupCount)
    guard let last else {
      let copy = unsafe CellImage.anonymous(count)
      unsafe memcpy(copy, base, count)
      return unsafe CellStore(copy, count, bits, nil)
    }
    let copy = unsafe last.image.map()
    for block in 0 ..< blockCount {
      for group in groups(of: block) {
        let kept = last.blocks[block]?.groups[group % PageBlock.count]
        if kept == nil, unsafe dirty[group] == 0 { continue }
        for page in 0 ..< PageGroup.count {
          let isDirty = unsafe dirty[group] >> UInt64(page) & 1 == 1
          guard isDirty || kept?.pages[page] != nil else { continue }
          let offset = group * PageGroup.size + page * Page.size
          unsafe memcpy(copy + offset, base + offset, Page.size)
        }
      }
    }
    return unsafe CellStore(copy, count, bits, last)
  }

}
