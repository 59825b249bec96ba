import Support
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a tensor: owned memory, or a part of what a file had.
///
/// Memory is written only by the one tensor that holds the storage, before or after it is shared,
/// never while it is: hence `@unchecked Sendable`.
@safe final class Storage: @unchecked Sendable {

  let count: Int

  /// Where the bytes are; for a file perhaps at an address that is no multiple of 64.
  private let base: UnsafeMutableRawPointer

  /// The block that the bytes lie in, if they are owned.
  private let block: UnsafeMutableRawPointer?

  /// The file that the bytes belong to, if they are not owned.
  private let file: SharedFile?

  /// The block of a copy of bytes of a file that are not aligned for their type, made when first
  /// asked for; 0 before.
  private let alignedCopy = Atomic<UInt>(0)

  /// Owned memory of `count` bytes that are zero.
  init(zeros count: Int) {
    self.count = count
    let block = unsafe allocateZeros(count)
    unsafe (self.block, base) = (block, aligned(block))
    file = nil
  }

  /// `count` bytes of `file` from `offset` on, which are not copied.
  init(_ file: SharedFile, offset: Int, count: Int) {
    precondition(offset >= 0 && count >= 0 && offset + count <= file.count)
    self.count = count
    unsafe base = UnsafeMutableRawPointer(mutating: file.base + offset)
    unsafe block = nil
    self.file = file
  }

  deinit {
    unsafe free(block)
    unsafe free(UnsafeMutableRawPointer(bitPattern: alignedCopy.load(ordering: .acquiring)))
  }

  var sharesFile: Bool { file != nil }

  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

  /// The bytes at an address that is a multiple of `alignment`, which is at most 64.
  func bytes(alignment: Int) -> UnsafeRawBufferPointer {
    if unsafe UInt(bitPattern: base) % UInt(alignment) == 0 { return unsafe bytes }
    let known = alignedCopy.load(ordering: .acquiring)
    if let copy = unsafe UnsafeMutableRawPointer(bitPattern: known) {
      return unsafe UnsafeRawBufferPointer(start: aligned(copy), count: count)
    }
    let copy = unsafe allocateZeros(count)
    unsafe aligned(copy).copyMemory(from: base, byteCount: count)
    let (isFirst, winner) = alignedCopy.compareExchange(
      expected: 0, desired: UInt(bitPattern: copy), ordering: .acquiringAndReleasing)
    guard !isFirst, let other = unsafe UnsafeMutableRawPointer(bitPattern: winner) else {
      return unsafe UnsafeRawBufferPointer(start: aligned(copy), count: count)
    }
    unsafe free(copy)
    return unsafe UnsafeRawBufferPointer(start: aligned(other), count: count)
  }

  /// Only for the single holder of owned memory.
  var mutableBytes: UnsafeMutableRawBufferPointer {
    precondition(file == nil, "the bytes of a file are not written")
    return unsafe UnsafeMutableRawBufferPointer(start: base, count: count)
  }

  /// Owned memory with the same bytes.
  func copy() -> Storage {
    let result = Storage(zeros: count)
    for part in Slices(count, size: 1 << 24) {
      unsafe (result.base + part.lowerBound).copyMemory(
        from: base + part.lowerBound, byteCount: part.count)
    }
    return result
  }

}

/// A block of zeros in which `count` bytes fit from `aligned(block)` on; of a large one, the pages
/// cost nothing until they are touched.
private func allocateZeros(_ count: Int) -> UnsafeMutableRawPointer {
  guard let block = unsafe calloc(1, count + 128) else {
    preconditionFailure("no memory for \(count) bytes")
  }
  return unsafe block
}

/// The first address in `block` that is a multiple of 64.
private func aligned(_ block: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
  unsafe block.alignedUp(toMultipleOf: 64)
}
