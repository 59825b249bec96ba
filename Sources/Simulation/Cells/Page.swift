#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a page of cells held at some moment; it never changes.
@safe public final class Page: @unchecked Sendable {

  /// - Units: bytes.
  public static let size = 4096

  let bytes: UnsafeRawPointer

  /// What the bytes are a part of.
  private let slab: Slab

  fileprivate init(_ bytes: UnsafeRawPointer, of slab: Slab) {
    unsafe self.bytes = bytes
    self.slab = slab
  }

}

/// Pages that follow each other, nil where they are as they were at first; it never changes.
final class PageGroup: Sendable {

  /// - Units: pages.
  static let count = 64

  /// - Units: bytes.
  static let size = count * Page.size

  let pages: [Page?]

  init(_ pages: [Page?]) { self.pages = pages }

}

/// Groups that follow each other, nil where all pages are as they were at first; it never changes.
final class PageBlock: Sendable {

  /// - Units: groups.
  static let count = 64

  let groups: [PageGroup?]

  init(_ groups: [PageGroup?]) { self.groups = groups }

}

/// Room for many pages, that is given back when none of them is left.
@safe private final class Slab: @unchecked Sendable {

  /// - Units: bytes; what large pages of processors have.
  static let size = 2 << 20

  let start: UnsafeMutableRawPointer

  init() {
    unsafe start = .allocate(byteCount: Slab.size, alignment: Slab.size)
    #if os(Linux)
      // A few large faults cost a tenth of hundreds of small ones.
      unsafe madvise(start, Slab.size, 14)
    #endif
  }

  deinit { unsafe start.deallocate() }

}

/// Copies pages into slabs, one after the other.
struct PageWriter: Sendable {

  private var slab: Slab?
  private var used = 0

  /// How many pages have been copied.
  private(set) var count = 0

  /// Makes room and touches it.
  mutating func prepare() {
    let room = slab ?? Slab()
    unsafe (room.start + used).initializeMemory(as: UInt8.self, repeating: 0, count: 1)
    slab = room
  }

  mutating func copy(_ source: UnsafeRawPointer) -> Page {
    let room = slab ?? Slab()
    let bytes = unsafe room.start + used
    unsafe bytes.copyMemory(from: source, byteCount: Page.size)
    used += Page.size
    slab = used == Slab.size ? nil : room
    if slab == nil { used = 0 }
    count += 1
    return unsafe Page(bytes, of: room)
  }

}
