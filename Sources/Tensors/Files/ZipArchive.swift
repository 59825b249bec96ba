/// The members of a zip archive, as its directory lists them.
///
/// - Source: PKWARE, "APPNOTE.TXT", version 6.3.
struct ZipArchive {

  struct Member {
    let name: String

    /// 0: stored, 8: deflated.
    let method: Int
    let checksum: Int
    let compressedCount: Int
    let count: Int

    /// Where the member's own header starts.
    let header: Int
    let isEncrypted: Bool
  }

  private(set) var members: [Member] = []

  /// - Errors: The bytes are no zip archive, or its directory is damaged.
  init(_ bytes: RawSpan) throws(TensorFileError) {
    guard let end = endRecord(bytes) else { throw .malformed("not a .npz file: no zip directory") }
    var offset = end.start
    for _ in 0 ..< end.count {
      guard bytes.number(at: offset, size: 4) == 0x0201_4b50,
        let fields = bytes.numbers(at: offset + 8, [2, 2, 4, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4]),
        let name = bytes.copy(offset + 46 ..< offset + 46 + fields[6])
      else { throw damaged }
      let extra = offset + 46 + fields[6]
      var large = wideFields(bytes, extra ..< extra + fields[7])[...]
      let count = try widened(fields[5], &large)
      let compressed = try widened(fields[4], &large)
      let header = try widened(fields[12], &large)
      members.append(
        Member(
          name: String(decoding: name, as: UTF8.self), method: fields[1], checksum: fields[3],
          compressedCount: compressed, count: count, header: header + end.shift,
          isEncrypted: fields[0] & 1 != 0))
      offset = extra + fields[7] + fields[8]
    }
  }

  /// Where the data of `member` are.
  /// - Errors: The member's own header is damaged, or the archive ends before the data do.
  static func range(_ member: Member, in bytes: RawSpan) throws(TensorFileError) -> Range<Int> {
    let header = member.header
    guard header >= 0, header < bytes.byteCount, bytes.number(at: header, size: 4) == 0x0403_4b50,
      let name = bytes.number(at: header + 26, size: 2),
      let extra = bytes.number(at: header + 28, size: 2)
    else { throw damaged }
    let start = header + 30 + name + extra
    guard member.compressedCount <= bytes.byteCount - start else { throw damaged }
    return start ..< start + member.compressedCount
  }

}

private let damaged = TensorFileError.malformed("a .npz file whose zip directory is damaged")

/// Where the directory starts, how many members it lists, and how far all offsets are off.
private func endRecord(_ bytes: RawSpan) -> (start: Int, count: Int, shift: Int)? {
  let last = bytes.byteCount - 22
  guard last >= 0 else { return nil }
  for offset in stride(from: last, through: max(0, last - 65_535), by: -1)
  where bytes.number(at: offset, size: 4) == 0x0605_4b50 {
    guard var fields = bytes.numbers(at: offset + 10, [2, 4, 4]) else { return nil }
    var end = offset
    if fields[0] == 0xffff || fields[1] == 0xffff_ffff || fields[2] == 0xffff_ffff,
      bytes.number(at: offset - 20, size: 4) == 0x0706_4b50, offset >= 20 + 56,
      let wide = wideEndRecord(bytes, before: offset - 20)
    {
      (fields, end) = wide
    }
    let (count, size, start) = (fields[0], fields[1], fields[2])
    guard size <= end, start <= end - size, count <= size / 46 else { return nil }
    return (end - size, count, end - size - start)
  }
  return nil
}

/// Count of members, size and start of the directory from the record for large archives.
private func wideEndRecord(_ bytes: RawSpan, before locator: Int) -> ([Int], Int)? {
  let said = bytes.number(at: locator + 8, size: 8)
  for offset in [said ?? -1, locator - 56]
  where offset >= 0 && offset <= locator - 56 && bytes.number(at: offset, size: 4) == 0x0606_4b50 {
    return bytes.numbers(at: offset + 32, [8, 8, 8]).map { ($0, offset) }
  }
  return nil
}

/// The numbers of 8 bytes in the extra field for large members.
private func wideFields(_ bytes: RawSpan, _ range: Range<Int>) -> [Int] {
  var offset = range.lowerBound
  while offset + 4 <= range.upperBound, let id = bytes.number(at: offset, size: 2),
    let size = bytes.number(at: offset + 2, size: 2)
  {
    if id == 1, offset + 4 + size <= range.upperBound {
      return (0 ..< size / 8).compactMap { bytes.number(at: offset + 4 + 8 * $0, size: 8) }
    }
    offset += 4 + size
  }
  return []
}

/// The number itself, or the next of `large` where it says that it does not fit.
private func widened(
  _ number: Int, _ large: inout ArraySlice<Int>
) throws(TensorFileError) -> Int {
  guard number == 0xffff_ffff else { return number }
  guard let wide = large.popFirst(), wide <= 1 << 46 else { throw damaged }
  return wide
}

extension RawSpan {
  /// Numbers of the given sizes one behind the other; nil if they are not all there.
  fileprivate func numbers(at offset: Int, _ sizes: [Int]) -> [Int]? {
    var result: [Int] = []
    var at = offset
    for size in sizes {
      guard let number = number(at: at, size: size) else { return nil }
      result.append(number)
      at += size
    }
    return result
  }
}
