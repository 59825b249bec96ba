#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a page of memory held at some moment; it never changes.
@safe final class Page: @unchecked Sendable {

  /// - Units: bytes.
  static let size = 4096

  let bytes: UnsafeMutableRawPointer

  init(copying source: UnsafeRawPointer) {
    unsafe bytes = .allocate(byteCount: Page.size, alignment: 64)
    unsafe memcpy(bytes, source, Page.size)
  }

  deinit { unsafe bytes.deallocate() }

}

/// Sixty-four pages that follow each other; it never changes.
final class PageGroup: Sendable {

  /// - Units: pages.
  static let count = 64

  let pages: [Page]

  init(_ pages: [Page]) { self.pages = pages }

}
