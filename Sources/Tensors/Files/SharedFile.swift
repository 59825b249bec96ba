import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a file, which tensors share and do not copy.
///
/// They are those that the file had when it was opened, whatever becomes of it: a copy of them is in
/// memory of our own.
@safe public final class SharedFile: @unchecked Sendable {

  public let path: String

  /// - Units: bytes.
  public let count: Int

  let base: UnsafeRawPointer

  /// How much memory begins at `base`.
  private let room: Int

  /// Reads the file or the pipe at `path`.
  /// - Errors: it cannot be opened or read, is neither, or takes more memory than there may be.
  public convenience init(path: String) throws(TensorFileError) {
    try self.init(OpenFile(path))
  }

  /// Reads the regular file at `path` if that, after all links, is in one of `folders`.
  /// - Errors: it is somewhere else; as of other files.
  public convenience init(path: String, inside folders: [String]) throws(TensorFileError) {
    guard let real = resolved(path) else {
      try self.init(OpenFile(path, allowsPipe: false))
      return
    }
    let isInside = folders.compactMap { resolved($0) }.contains { folder in
      real.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
    guard isInside else {
      throw .system("open", path: path, reason: "it leads to `\(real)`, outside of the folder")
    }
    try self.init(OpenFile(real, allowsPipe: false))
  }

  private init(_ file: consuming OpenFile) throws(TensorFileError) {
    path = file.path
    // A pipe and files of the system say how long they are only at their end.
    let bytes = file.count == 0 ? try file.rest() : []
    let room = file.count == 0 ? bytes.count : file.count
    guard room > 0 else {
      unsafe base = emptyBase
      (self.room, count) = (0, 0)
      return
    }
    try checkMemory(for: room, "`\(file.path)`")
    guard let start = unsafe memory(room) else {
      throw .tooLarge("`\(file.path)` takes \(byteText(room)): \(lastReason())")
    }
    let target = unsafe UnsafeMutableRawBufferPointer(start: start, count: room)
    unsafe base = UnsafeRawPointer(start)
    self.room = room
    do throws(TensorFileError) {
      if bytes.isEmpty {
        count = try unsafe file.fill(target)
      } else {
        unsafe target.copyBytes(from: bytes)
        count = room
      }
    } catch {
      unsafe munmap(start, room)
      throw error
    }
  }

  /// Whether it begins as a zip archive does.
  public var isArchive: Bool {
    count > 4 && [[0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6]].contains(bytes(in: 0 ..< 4))
  }

  /// The folder that the file is in, after all links; nil where it is there no more.
  public var realFolder: String? {
    guard let real = resolved(path), let slash = real.lastIndex(of: "/") else { return nil }
    return slash == real.startIndex ? "/" : String(real[..<slash])
  }

  deinit {
    if room > 0 { unsafe munmap(UnsafeMutableRawPointer(mutating: base), room) }
  }

  /// Calls `body` with all bytes of the file.
  public func withBytes<R: ~Copyable, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try unsafe body(RawSpan(_unsafeStart: base, byteCount: count))
  }

  /// A copy of the bytes in `range`; fewer where the work is to end.
  public func bytes(in range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let source = unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for part in Slices(range.count, size: 1 << 22) { unsafe bytes += source[part] }
    return bytes
  }

}

/// `count` bytes of memory of our own that begin a page; nil where the system has none.
private func memory(_ count: Int) -> UnsafeMutableRawPointer? {
  let start = unsafe mmap(
    nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(MAP_ANONYMOUS), -1, 0)
  return unsafe start == MAP_FAILED ? nil : start
}

/// An address for files without bytes; never read from.
private var emptyBase: UnsafeRawPointer {
  guard let address = unsafe UnsafeRawPointer(bitPattern: 64) else { preconditionFailure() }
  return unsafe address
}
