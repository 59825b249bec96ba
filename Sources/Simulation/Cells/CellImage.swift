import CMemory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What all cells held at first; it never changes.
///
/// It is a file in memory, of which every mapping has pages of its own as soon as it changes them.
@safe final class CellImage: @unchecked Sendable {

  let start: UnsafeRawPointer

  /// - Units: bytes.
  private let count: Int

  /// Nil where the system has no such file: a mapping is then a copy.
  private let file: Int32?

  /// The cells as they are now, of which `pages` are those that can be other than 0.
  /// - Cost: O(pages).
  init(of cells: UnsafeRawPointer, count: Int, pages: some Sequence<Int>) {
    self.count = count
    let runs = pages.lazy.filter { unsafe !CellImage.isEmpty(cells + $0 * Page.size) }.runs
    if let file = unsafe CellImage.file(count, runs, of: cells) {
      if let shared = unsafe CellImage.mapped(count, PROT_READ, MAP_SHARED, file) {
        self.file = file
        unsafe start = UnsafeRawPointer(shared)
        return
      }
      _ = close(file)
    }
    file = nil
    let copy = unsafe CellImage.anonymous(count)
    for run in runs {
      let (offset, bytes) = (run.lowerBound * Page.size, run.count * Page.size)
      unsafe (copy + offset).copyMemory(from: cells + offset, byteCount: bytes)
    }
    unsafe start = UnsafeRawPointer(copy)
  }

  deinit {
    unsafe munmap(UnsafeMutableRawPointer(mutating: start), count)
    if let file { _ = close(file) }
  }

  /// Room with the same cells, for whoever unmaps it.
  /// - Cost: O(1), and O(1) more for each page when it is touched first.
  func map() -> UnsafeMutableRawPointer {
    if let file, let own = unsafe CellImage.mapped(count, PROT_READ | PROT_WRITE, MAP_PRIVATE, file)
    {
      return unsafe own
    }
    let copy = unsafe CellImage.anonymous(count)
    unsafe copy.copyMemory(from: start, byteCount: count)
    return unsafe copy
  }

  /// Cells that are all 0, for whoever unmaps them. Those that were never touched take no room.
  static func anonymous(_ count: Int) -> UnsafeMutableRawPointer {
    guard
      let start = unsafe mapped(count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1)
    else { preconditionFailure("out of memory") }
    return unsafe start
  }

  private static func mapped(
    _ count: Int, _ protection: Int32, _ flags: Int32, _ file: Int32
  ) -> UnsafeMutableRawPointer? {
    let start = unsafe mmap(nil, count, protection, flags, file, 0)
    return unsafe start == MAP_FAILED ? nil : start
  }

  /// A file with these pages of `cells`, and with 0 elsewhere; nil if there can be none.
  private static func file(
    _ count: Int, _ runs: [Range<Int>], of cells: UnsafeRawPointer
  ) -> Int32? {
    let file = cm_file()
    guard file >= 0 else { return nil }
    let isWhole =
      ftruncate(file, off_t(count)) == 0
      && runs.allSatisfy { run in
        unsafe put(cells, run.lowerBound * Page.size ..< run.upperBound * Page.size, to: file)
      }
    if isWhole { return file }
    _ = close(file)
    return nil
  }

  private static func put(
    _ cells: UnsafeRawPointer, _ bytes: Range<Int>, to file: Int32
  ) -> Bool {
    var done = bytes.lowerBound
    while done < bytes.upperBound {
      let count = unsafe pwrite(file, cells + done, bytes.upperBound - done, off_t(done))
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  private static func isEmpty(_ page: UnsafeRawPointer) -> Bool {
    unsafe page.load(as: UInt64.self) == 0 && memcmp(page, page + 8, Page.size - 8) == 0
  }

}

extension Sequence<Int> {

  /// Numbers that follow each other, in runs.
  fileprivate var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in self {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound ..< number + 1
      } else {
        runs.append(number ..< number + 1)
      }
    }
    return runs
  }

}
