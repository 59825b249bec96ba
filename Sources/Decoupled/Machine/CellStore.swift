import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory cells of a machine: one run of bytes, of which pages are copied out and back.
///
/// Whoever writes says so before (`willWrite`); a snapshot then copies only the pages that were
/// written since the last one, and shares the others with it.
@safe final class CellStore: @unchecked Sendable {

  /// All pages at some moment.
  struct Snapshot: Sendable {
    fileprivate var groups: [PageGroup]

    /// - Units: bytes that no other snapshot has.
    fileprivate(set) var ownBytes: Int
  }

  let base: UnsafeMutableRawPointer

  /// - Units: bytes; whole groups of pages.
  let count: Int

  /// For each group, a bit for each page that was written since `last`.
  let dirty: Table<UInt64>

  /// What was taken or restored last.
  private var last: Snapshot?
  private var writer = PageWriter()

  private static let groupSize = Page.size * PageGroup.count

  /// Cells that are all 0.
  init(count: Int) {
    let groups = max(1, (count + CellStore.groupSize - 1) / CellStore.groupSize)
    self.count = groups * CellStore.groupSize
    // Memory that was never touched takes no room.
    unsafe base = CellStore.map(self.count)
    dirty = Table(Array(repeating: 0, count: groups))
  }

  init(copying other: CellStore) {
    count = other.count
    unsafe base = CellStore.map(count)
    unsafe memcpy(base, other.base, count)
    dirty = Table(copying: other.dirty)
    last = other.last
  }

  deinit {
    unsafe munmap(base, count)
    dirty.free()
  }

  private static func map(_ count: Int) -> UnsafeMutableRawPointer {
    let start = unsafe mmap(
      nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      preconditionFailure("out of memory")
    }
    return unsafe start
  }

  /// Announces a write.
  func willWrite(_ start: Int, _ bytes: Int) {
    guard bytes > 0 else { return }
    unsafe dk_will_write(dirty.start, dk_pages_of(start, bytes))
  }

  /// How many pages were written since the last snapshot or restoration.
  var dirtyPages: Int { (0 ..< dirty.count).reduce(0) { $0 + dirty[$1].nonzeroBitCount } }

  /// The cells as they are.
  /// - Cost: O(pages written since the last snapshot or restoration).
  func snapshot() -> Snapshot {
    let copied = writer.count
    guard var snapshot = last else {
      let groups = (0 ..< dirty.count).map { PageGroup(pages(of: $0)) }
      for group in groups.indices { dirty[group] = 0 }
      let first = Snapshot(groups: groups, ownBytes: (writer.count - copied) * Page.size)
      last = first
      return first
    }
    for group in 0 ..< dirty.count where dirty[group] != 0 {
      var pages = snapshot.groups[group].pages
      var mask = dirty[group]
      while mask != 0 {
        let page = mask.trailingZeroBitCount
        mask &= mask - 1
        pages[page] = copy(page, of: group)
      }
      snapshot.groups[group] = PageGroup(pages)
      dirty[group] = 0
    }
    snapshot.ownBytes = (writer.count - copied) * Page.size
    last = snapshot
    return snapshot
  }

  /// Makes the cells what they were.
  /// - Cost: O(pages that differ).
  func restore(_ snapshot: Snapshot) {
    for group in 0 ..< dirty.count {
      let new = snapshot.groups[group]
      let old = last?.groups[group]
      if old === new && dirty[group] == 0 { continue }
      for page in 0 ..< PageGroup.count {
        let isDirty = dirty[group] >> UInt64(page) & 1 == 1
        if !isDirty, let old, old.pages[page] === new.pages[page] { continue }
        let offset = group * CellStore.groupSize + page * Page.size
        unsafe memcpy(base + offset, new.pages[page].bytes, Page.size)
      }
      dirty[group] = 0
    }
    last = snapshot
  }

  private func copy(_ page: Int, of group: Int) -> Page {
    unsafe writer.copy(base + group * CellStore.groupSize + page * Page.size)
  }

  /// Copies of all pages of a group; pages without anything in them are one.
  private func pages(of group: Int) -> [Page] {
    var empty: Page?
    return (0 ..< PageGroup.count).map { page in
      let start = unsafe base + group * CellStore.groupSize + page * Page.size
      let isEmpty =
        unsafe start.load(as: UInt64.self) == 0
        && memcmp(start, start + 8, Page.size - 8) == 0
      guard isEmpty else { return copy(page, of: group) }
      if let empty { return empty }
      let fresh = copy(page, of: group)
      empty = fresh
      return fresh
    }
  }

}
