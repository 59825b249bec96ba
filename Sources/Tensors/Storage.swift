import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a tensor: owned memory, or a part of a mapped file.
///
/// Memory is written only by the one tensor that holds the storage, before or after it is shared,
/// never while it is: hence `@unchecked Sendable`.
@safe final class Storage: @unchecked Sendable {

  let count: Int

  /// Where the bytes are; for a mapped file perhaps at an address that is no multiple of 64.
  private let base: UnsafeMutableRawPointer

  /// The file that the bytes belong to, if they are not owned.
  private let file: MappedFile?

  /// A copy of mapped bytes that are not aligned for their type, made when first asked for.
  private let alignedCopy = Atomic<UInt>(0)

  /// Owned memory of `count` bytes that are zero.
  init(zeros count: Int) {
    self.count = count
    unsafe base = allocateZeros(count)
    file = nil
  }

  /// `count` bytes of `file` from `offset` on, which are not copied.
  init(_ file: MappedFile, offset: Int, count: Int) {
    precondition(offset >= 0 && count >= 0 && offset + count <= file.count)
    self.count = count
    unsafe base = UnsafeMutableRawPointer(mutating: file.base + offset)
    self.file = file
  }

  deinit {
    if file == nil { unsafe free(base) }
    let copy = alignedCopy.load(ordering: .acquiring)
    if copy != 0 { unsafe free(UnsafeMutableRawPointer(bitPattern: copy)) }
  }

  var isMapped: Bool { file != nil }

  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

  /// The bytes at an address that is a multiple of `alignment`.
  func bytes(alignment: Int) -> UnsafeRawBufferPointer {
    if unsafe UInt(bitPattern: base) % UInt(alignment) == 0 { return unsafe bytes }
    let known = alignedCopy.load(ordering: .acquiring)
    if let copy = unsafe UnsafeRawPointer(bitPattern: known) {
      return unsafe UnsafeRawBufferPointer(start: copy, count: count)
    }
    let copy = unsafe allocateZeros(count)
    unsafe copy.copyMemory(from: base, byteCount: count)
    let (isFirst, winner) = alignedCopy.compareExchange(
      expected: 0, desired: UInt(bitPattern: copy), ordering: .acquiringAndReleasing)
    guard !isFirst, let other = unsafe UnsafeRawPointer(bitPattern: winner) else {
      return unsafe UnsafeRawBufferPointer(start: copy, count: count)
    }
    unsafe free(copy)
    return unsafe UnsafeRawBufferPointer(start: other, count: count)
  }

  /// Only for the single holder of owned memory.
  var mutableBytes: UnsafeMutableRawBufferPointer {
    precondition(file == nil, "a mapped file is not written")
    return unsafe UnsafeMutableRawBufferPointer(start: base, count: count)
  }

  /// Owned memory with the same bytes.
  func copy() -> Storage {
    let result = Storage(zeros: count)
    unsafe result.mutableBytes.copyMemory(from: bytes)
    return result
  }

}

/// Zeroed memory whose address is a multiple of 64; large blocks cost nothing until touched.
private func allocateZeros(_ count: Int) -> UnsafeMutableRawPointer {
  var result: UnsafeMutableRawPointer?
  let rounded = max(64, (count + 63) & ~63)
  precondition(unsafe posix_memalign(&result, 64, rounded) == 0, "no memory for \(count) bytes")
  guard let result = unsafe result else { preconditionFailure("no memory for \(count) bytes") }
  unsafe memset(result, 0, rounded)
  return unsafe result
}
