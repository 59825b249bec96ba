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
  }

  let base: UnsafeMutableRawPointer

  /// - Units: bytes; whole groups of pages.
  let count: Int

  /// For each group, a bit for each page that was written since `last`.
  private var dirty: [UInt64]

  /// What was taken or restored last.
  private var last: Snapshot?

  private static let groupSize = Page.size * PageGroup.count

  /// Cells that are all 0.
  init(count: Int) {
    let groups = max(1, (count + CellStore.groupSize - 1) / CellStore.groupSize)
    self.count = groups * CellStore.groupSize
    // Memory that was never touched takes no room.
    unsafe base = mmap(
      nil, self.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    precondition(unsafe base != MAP_FAILED, "out of memory")
    dirty = Array(repeating: 0, count: groups)
  }

  init(copying other: CellStore) {
    count = other.count
    unsafe base = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    precondition(unsafe base != MAP_FAILED, "out of memory")
    unsafe memcpy(base, other.base, count)
    dirty = other.dirty
    last = other.last
  }

  deinit { unsafe munmap(base, count) }

  /// Announces a write.
  func willWrite(_ bytes: Range<Int>) {
    guard !bytes.isEmpty else { return }
    for page in bytes.lowerBound / Page.size ... (bytes.upperBound - 1) / Page.size {
      dirty[page / PageGroup.count] |= 1 << UInt64(page % PageGroup.count)
    }
  }

  /// The cells as they are.
  /// - Cost: O(pages written since the last snapshot or restoration).
  func snapshot() -> Snapshot {
    guard var snapshot = last else {
      let first = Snapshot(groups: dirty.indices.map { PageGroup(pages(of: $0)) })
      dirty = Array(repeating: 0, count: dirty.count)
      last = first
      return first
    }
    for group in dirty.indices where dirty[group] != 0 {
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
    last = snapshot
    return snapshot
  }

  /// Makes the cells what they were.
  /// - Cost: O(pages that differ).
  func restore(_ snapshot: Snapshot) {
    for group in dirty.indices {
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
    unsafe Page(copying: base + group * CellStore.groupSize + page * Page.size)
  }

  /// Copies of all pages of a group; pages without anything in them are one.
  private func pages(of group: Int) -> [Page] {
    var empty: Page?
    return (0 ..< PageGroup.count).map { page in
      let start = unsafe base + group * CellStore.groupSize + page * Page.size
      let isEmpty = unsafe UnsafeRawBufferPointer(start: start, count: Page.size).allSatisfy {
        $0 == 0
      }
      guard isEmpty else { return unsafe Page(copying: start) }
      if let empty { return empty }
      let fresh = unsafe Page(copying: start)
      empty = fresh
      return fresh
    }
  }

}
